import type { Mount } from '../container-runtime.js';

/**
 * Replaces the mount paths in a text by the paths where the volumes really are: the process driver has no mounts of its
 * own, but `cat /etc/config/key` has to work. A mount path counts where it stands as a path: it begins at the text's
 * start or after a character that cannot be part of a path, and ends at its end, a `/`, or such a character.
 */
export function replaceMountPaths(text: string, mounts: readonly Pick<Mount, 'mountPath' | 'hostPath'>[]): string {
  if (mounts.length === 0 || !text.includes('/')) return text;
  const byPath = new Map(mounts.map((mount) => [trimSlashes(mount.mountPath), mount.hostPath]));
  const paths = [...byPath.keys()].filter((path) => path !== '').sort((a, b) => b.length - a.length);
  if (paths.length === 0) return text;
  const pattern = new RegExp(`(^|[^\\w./~-])(${paths.map(escapePattern).join('|')})(?=$|[^\\w.~-])`, 'g');
  return text.replace(pattern, (_, before: string, path: string) => `${before}${byPath.get(path)}`);
}

function trimSlashes(path: string): string {
  return path.replace(/\/+$/, '');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
