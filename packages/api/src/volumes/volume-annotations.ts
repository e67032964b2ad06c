import type { KubernetesObject } from '../kubernetes-object.js';

/** What the binder, the scheduler and provisioners tell each other on claims and volumes. */
export const volumeAnnotations = {
  /** The claim has been bound to its volume, once and for all. */
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  /** It was the binder who chose, not a person: it may choose again. */
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  /** Who made the volume, and has to delete it. */
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** Who is to make a volume for the claim. */
  provisioner: 'volume.kubernetes.io/storage-provisioner',
  betaProvisioner: 'volume.beta.kubernetes.io/storage-provisioner',
  /** The node for which it is to be made. */
  selectedNode: 'volume.kubernetes.io/selected-node',
} as const;

export function hasAnnotation({ metadata }: KubernetesObject, name: string): boolean {
  return metadata.annotations?.[name] !== undefined;
}

/** The object with further annotations; those that are undefined are taken away. */
export function withAnnotations<T extends KubernetesObject>(object: T, more: Record<string, string | undefined>): T {
  const all = Object.entries({ ...object.metadata.annotations, ...more }).filter(([, value]) => value !== undefined);
  return {
    ...object,
    metadata: { ...object.metadata, annotations: Object.fromEntries(all) as Record<string, string> },
  };
}
