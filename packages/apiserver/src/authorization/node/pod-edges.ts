import type { Pod } from '@sampan/api';
import type { StoredObject } from '../../store/store.js';
import { type Edge, type VertexKind, vertexOf } from './node-graph.js';
import { podReferences } from './pod-references.js';

const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** What a Pod lets its node see: itself, its account, and what it refers to. Nothing before it is bound. */
export function podEdges({ bytes, index }: StoredObject): Edge[] {
  if (!nodeNameOf(index)) return [];
  const pod = JSON.parse(bytes.toString()) as Pod;
  const { name = '', namespace = '', annotations } = pod.metadata;
  const node = vertexOf('node', '', pod.spec.nodeName ?? '');
  const edge = (kind: VertexKind) => (to: string) => ({ from: vertexOf(kind, namespace, to), to: node });
  // A node makes mirror Pods itself: they must not let it see anything.
  if (annotations?.[mirrorAnnotation] !== undefined) return [edge('pod')(name)];
  const { secrets, configMaps, claims } = podReferences(pod);
  const { serviceAccountName } = pod.spec;
  return [
    edge('pod')(name),
    ...(serviceAccountName ? [edge('serviceaccount')(serviceAccountName)] : []),
    ...[...secrets].map(edge('secret')),
    ...[...configMaps].map(edge('configmap')),
    ...[...claims].map(edge('claim')),
  ];
}

/** Whether the edges are certainly the same: all that they depend on is settled with the binding, but for debug containers. */
export function haveSameEdges(previous: StoredObject, { bytes, index }: StoredObject): boolean {
  const node = nodeNameOf(index);
  if (previous.index.uid !== index.uid || nodeNameOf(previous.index) !== node) return false;
  return !node || !bytes.includes('"ephemeralContainers"');
}

function nodeNameOf({ fields }: StoredObject['index']): string | undefined {
  return fields['spec.nodeName'];
}
