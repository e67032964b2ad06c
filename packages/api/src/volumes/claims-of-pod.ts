import type { Pod, Volume } from '../generated/types.js';

/** The claim of a Pod's volume: the one that it names, or that is made for it. Undefined: it is of another kind. */
export function claimOfVolume(
  { metadata }: Pod,
  { name, persistentVolumeClaim, ephemeral }: Volume,
): string | undefined {
  return ephemeral === undefined ? persistentVolumeClaim?.claimName : `${metadata.name}-${name}`;
}

/** The claims of all of a Pod's volumes, by name. */
export function claimsOfPod(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => claimOfVolume(pod, volume) ?? []);
}
