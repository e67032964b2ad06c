import type { UnstructuredObject } from '@sampan/api';
import { compactJson } from '../printers/json.js';

/** Where apply keeps what it applied: the original of the next three-way merge. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** `object` with itself in the annotation. */
export function withLastApplied(object: UnstructuredObject): UnstructuredObject {
  const { [lastAppliedAnnotation]: _, ...annotations } = object.metadata.annotations ?? {};
  const bare = { ...object, metadata: { ...object.metadata, annotations } };
  const text = `${compactJson(bare)}\n`;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [lastAppliedAnnotation]: text } },
  };
}

/** As {@link withLastApplied} for objects that have the annotation already; others stay as they are. */
export function withUpdatedLastApplied(object: UnstructuredObject): UnstructuredObject {
  return lastAppliedText(object) === undefined ? object : withLastApplied(object);
}

/** The text of the annotation. */
export function lastAppliedText(object: UnstructuredObject): string | undefined {
  return object.metadata.annotations?.[lastAppliedAnnotation];
}
