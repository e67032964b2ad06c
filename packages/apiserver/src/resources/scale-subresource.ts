import type { KubernetesObject, Scale } from '@sampan/api';
import type { ViewSubresource } from './subresource.js';

/** Where a kind keeps what `autoscaling/v1 Scale` shows. */
export interface ScaleFields<T extends KubernetesObject> {
  /** The wanted number of replicas. */
  replicas(object: T): number;
  /** A copy of `object` that wants so many replicas. */
  withReplicas(object: T, replicas: number): T;
  /** The observed number of replicas. */
  statusReplicas(object: T): number;
  /** The selector of the replicas' Pods, as a query would write it (`app=web`). */
  selector(object: T): string;
}

/** The `scale` subresource: the number of replicas of any kind, seen and changed through one kind. */
export function scaleSubresource<T extends KubernetesObject>(fields: ScaleFields<T>): ViewSubresource<T> {
  return {
    type: 'view',
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    view: (object) => scaleOf(object, fields),
    merge: (current, view) => fields.withReplicas(current, (view as Scale).spec?.replicas ?? 0),
  };
}

function scaleOf<T extends KubernetesObject>(object: T, fields: ScaleFields<T>): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = fields.selector(object);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: fields.replicas(object) },
    status: { replicas: fields.statusReplicas(object), ...(selector === '' ? {} : { selector }) },
  };
}
