import type { Container, Pod } from '@sampan/api';
import type { ContainerUser, Driver } from '../drivers/driver.js';
import { ConfigError } from '../environment/config-error.js';
import { formatPod } from './pod-containers.js';

/**
 * The user that a container runs as: its own security context's, else the pod's; undefined for the driver's default.
 * Throws a {@link ConfigError}, in the kubelet's words, where runAsNonRoot does not hold: that must not be ignored.
 */
export function containerUser(
  pod: Pod,
  container: Container,
  driver: Pick<Driver, 'defaultUid' | 'choosesUsers'>,
): ContainerUser | undefined {
  const ofPod = pod.spec.securityContext ?? {};
  const own = container.securityContext ?? {};
  const asked = own.runAsUser ?? ofPod.runAsUser;
  const gid = own.runAsGroup ?? ofPod.runAsGroup;
  requireNonRoot(pod, container, {
    asked,
    actual: driver.choosesUsers ? (asked ?? driver.defaultUid) : driver.defaultUid,
  });
  const groups = ofPod.supplementalGroups ?? [];
  if (!driver.choosesUsers || (asked === undefined && gid === undefined && groups.length === 0)) return undefined;
  return { uid: asked ?? driver.defaultUid ?? 0, gid: gid ?? 0, groups: groups.map(Number) };
}

/** The fields about users that a driver which cannot choose them ignores. */
export function ignoredUserFields({ spec }: Pod, driver: Pick<Driver, 'defaultUid' | 'choosesUsers'>): string[] {
  if (driver.choosesUsers) return [];
  const contexts = [
    { path: 'securityContext', context: spec.securityContext },
    ...(spec.initContainers ?? []).map(({ name, securityContext: context }) => ({
      path: `initContainers{${name}}.securityContext`,
      context,
    })),
    ...spec.containers.map(({ name, securityContext: context }) => ({
      path: `containers{${name}}.securityContext`,
      context,
    })),
  ];
  const fields = ['runAsUser', 'runAsGroup', 'supplementalGroups'] as const;
  return contexts.flatMap(({ path, context }) =>
    fields
      .filter((field) => {
        const value = (context as Record<string, unknown> | undefined)?.[field];
        return value !== undefined && !(field === 'runAsUser' && value === driver.defaultUid);
      })
      .map((field) => `${path}.${field}`),
  );
}

function requireNonRoot(
  pod: Pod,
  container: Container,
  { asked, actual }: { asked: number | undefined; actual: number | undefined },
): void {
  const nonRoot = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (nonRoot !== true || (asked !== 0 && actual !== 0)) return;
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`;
  throw new ConfigError(
    asked === 0
      ? `container's runAsUser breaks non-root policy ${where}`
      : `container has runAsNonRoot and image will run as root ${where}`,
  );
}
