import type { PersistentVolume } from '@sampan/api';
import type { StoredObject } from '../../store/store.js';
import { type Edge, vertexOf } from './node-graph.js';

/** What a volume lets nodes see: itself, if they may see the claim that has it. */
export function volumeEdges({ bytes }: StoredObject): Edge[] {
  const { metadata, spec } = JSON.parse(bytes.toString()) as PersistentVolume;
  const { namespace = '', name } = spec?.claimRef ?? {};
  if (!name) return [];
  return [{ from: vertexOf('volume', '', metadata.name ?? ''), to: vertexOf('claim', namespace, name) }];
}
