import { threeWayJsonMergePatch, threeWayStrategicMergePatch, type UnstructuredObject } from '@sampan/api';
import { mergeMetadata } from '@sampan/api/merge-metadata';
import type { Patch } from '@sampan/client';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import { lastAppliedText } from '../../framework/last-applied.js';
import type { ObjectTarget } from '../../framework/selection.js';

/**
 * The patch that makes `current` what `modified` says: fields that were applied before and are gone now are deleted.
 * Strategic for built-in types, a JSON merge patch for all others.
 */
export function threeWayPatch({
  target: { type },
  current,
  modified,
  overwrite,
}: {
  target: Pick<ObjectTarget, 'type'>;
  current: UnstructuredObject;
  modified: UnstructuredObject;
  overwrite: boolean;
}): Patch {
  const original = JSON.parse(lastAppliedText(current) || '{}') as UnstructuredObject;
  const states = { original, modified, current } as never;
  const schema = mergeMetadata(type);
  try {
    return schema === undefined
      ? { type: 'merge', body: threeWayJsonMergePatch(original as never, modified as never, current as never) }
      : { type: 'strategic', body: threeWayStrategicMergePatch(states, schema, { overwrite }) };
  } catch (error) {
    throw new CommandError(
      `creating patch with:\noriginal:\n${JSON.stringify(original)}\nmodified:\n${JSON.stringify(modified)}\ncurrent:\n${JSON.stringify(current)}\nfor: ${errorWords(error)}`,
    );
  }
}
