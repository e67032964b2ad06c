import type { CSINode, Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '@sampan/api';

/** What happens in a cluster that may let a Pod be scheduled which no node took, and what is told of it. */
export interface ClusterEvents {
  readonly nodeAdded: { readonly node: Node };
  readonly nodeUpdated: { readonly node: Node; readonly old: Node };
  readonly nodeDeleted: { readonly node: Node };
  /** A Pod that has a node: it came there, changed, or left; one that has ended has left. */
  readonly assignedPodAdded: { readonly pod: Pod };
  readonly assignedPodUpdated: { readonly pod: Pod; readonly old: Pod };
  readonly assignedPodDeleted: { readonly pod: Pod };
  /** The waiting Pod itself. */
  readonly podUpdated: { readonly pod: Pod; readonly old: Pod };
  readonly claimChanged: { readonly claim: PersistentVolumeClaim };
  readonly volumeChanged: { readonly volume: PersistentVolume };
  readonly classChanged: { readonly storageClass: StorageClass };
  readonly csiNodeChanged: { readonly csiNode: CSINode };
}

export type ClusterEventName = keyof ClusterEvents;

/**
 * Which events may help a Pod that a plugin has refused, upstream's queueing hints: an event that is not named here never
 * helps; one that is helps when the function says so.
 */
export type QueueingHints = {
  readonly [Name in ClusterEventName]?: (pod: Pod, event: ClusterEvents[Name]) => boolean;
};
