import {
  type JsonPatchOperation,
  jsonMergePatch,
  jsonPatch,
  strategicMergePatch,
  type UnstructuredObject,
} from '@sampan/api';
import { CommandError } from './errors.js';
import { flag } from './flags.js';

/** `--overrides` and how they are to be understood. */
export const overrideFlags = {
  overrides: flag.string('JSON that changes the object before it is sent.'),
  overrideType: flag.string('What the overrides are: json, merge (a merge patch), or strategic.', { default: 'merge' }),
};

/** `object` changed as `--overrides` says. */
export async function withOverrides(
  object: UnstructuredObject,
  { overrides, overrideType }: { overrides: string; overrideType: string },
): Promise<UnstructuredObject> {
  if (overrides === '') return object;
  const patch = await parse(overrides);
  switch (overrideType) {
    case 'json':
      return jsonPatch(object, patch as JsonPatchOperation[]) as UnstructuredObject;
    case 'merge':
      return jsonMergePatch(object, patch) as UnstructuredObject;
    case 'strategic': {
      const { mergeMetadata } = await import('@sampan/api/merge-metadata');
      const { parseApiVersion } = await import('@sampan/api');
      const schema = mergeMetadata({ ...parseApiVersion(object.apiVersion), kind: object.kind });
      if (schema === undefined) throw new CommandError(`no strategic merge patch for ${object.kind}`);
      return strategicMergePatch(object, patch as Record<string, unknown>, schema) as UnstructuredObject;
    }
    default:
      throw new CommandError(`invalid override type: ${overrideType}`);
  }
}

async function parse(text: string): Promise<unknown> {
  const { decodeValues } = await import('./manifests.js');
  const [value] = await decodeValues(text, '--overrides');
  if (typeof value !== 'object' || value === null) throw new CommandError('invalid JSON document');
  return value;
}
