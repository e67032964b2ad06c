import { declare, type Library } from '../functions.js';

/** Kubernetes' function for paths of a JSON Patch: `jsonpatch.escapeKey('a/b')` is `a~1b`. */
export const jsonPatch: Library = [
  declare('string_jsonpatch_escapeKey_string', 'jsonpatch.escapeKey(string) -> string', (key: string) =>
    key.replaceAll('~', '~0').replaceAll('/', '~1'),
  ),
];
