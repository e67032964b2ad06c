import { decodeYaml } from '../framework/decode-yaml.js';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';

/**
 * The documents of a YAML text, of which JSON is a part, as kustomize reads objects and patches: `yes` and `no` are texts.
 * Throws `problem` in front of what is wrong with it.
 */
export function decodeAll(text: string, problem: string): unknown[] {
  return decode(text, problem, '1.2');
}

/** The first document of a YAML text, as kustomizations themselves are read; undefined if there is none. */
export function decodeFirst(text: string, problem: string): unknown {
  return decode(text, problem, '1.1')[0];
}

function decode(text: string, problem: string, booleans: '1.1' | '1.2'): unknown[] {
  try {
    return [...decodeYaml(text, { booleans })];
  } catch (error) {
    throw new CommandError(`${problem}${errorWords(error).replace(/^error converting YAML to JSON: /, '')}`);
  }
}
