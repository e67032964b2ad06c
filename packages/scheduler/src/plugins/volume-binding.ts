import type { PersistentVolumeClaim } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';

/** A Pod has to wait until each of its claims has a volume. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  weight: 0,
  prepare({ metadata, spec }, snapshot) {
    const names = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
    const problems = names.flatMap((name) => problemOf(name, snapshot.claim(metadata.namespace ?? '', name)) ?? []);
    return problems[0] === undefined ? undefined : { refusal: problems[0] };
  },
};

function problemOf(name: string, claim: PersistentVolumeClaim | undefined): string | undefined {
  if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
  if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`;
  return claim.spec?.volumeName ? undefined : 'pod has unbound immediate PersistentVolumeClaims';
}
