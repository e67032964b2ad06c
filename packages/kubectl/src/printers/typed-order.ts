import type { UnstructuredObject } from '@sampan/api';

/** The fields of ObjectMeta in the order of its type. */
const metadataFields = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** An answer of the server as a program that knows its type prints it: metadata in order, templates with their null times. */
export function typedOrder(object: UnstructuredObject): UnstructuredObject {
  const { kind, apiVersion, metadata, ...rest } = object;
  return {
    kind,
    apiVersion,
    metadata: inOrder(metadata),
    ...(withTemplateTimes(rest) as object),
  } as UnstructuredObject;
}

function inOrder<M extends object>(metadata: M): M {
  const position = (key: string) => metadataFields.indexOf(key);
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => position(a) - position(b))) as M;
}

/** A template's `creationTimestamp` is null rather than absent in Go, which cannot leave a zero time out. */
export function withTemplateTimes(value: unknown, key = ''): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, withTemplateTimes(field, name)]),
  );
  if (key !== 'template' && key !== 'jobTemplate') return fields;
  return { ...fields, metadata: inOrder({ creationTimestamp: null, ...(fields.metadata as object | undefined) }) };
}
