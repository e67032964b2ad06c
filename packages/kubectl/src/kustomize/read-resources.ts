import { isJsonObject, type UnstructuredObject } from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';
import { decodeAll } from './decode.js';

/** A file that is there, and is no YAML: then it is no folder either. */
export class MalformedYaml extends CommandError {}

/** The objects of a text; lists are taken apart. */
export function readResources(text: string, file: string): UnstructuredObject[] {
  let values: unknown[];
  try {
    values = decodeAll(text, '');
  } catch (error) {
    throw new MalformedYaml(`MalformedYAMLError: ${errorWords(error)} in File: ${file}`);
  }
  return values.flatMap((value) => {
    if (!isJsonObject(value)) throw new CommandError('missing Resource metadata');
    const { kind, items, metadata } = value;
    if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) return items as UnstructuredObject[];
    if (typeof kind !== 'string' || kind === '') throw new CommandError('missing Resource metadata');
    const name = isJsonObject(metadata) ? metadata.name : undefined;
    if (typeof name !== 'string' || name === '') {
      throw new CommandError(
        `missing metadata.name in object {{${String(value.apiVersion ?? '')} ${kind}} {{ } map[] map[]}}`,
      );
    }
    return [value as unknown as UnstructuredObject];
  });
}
