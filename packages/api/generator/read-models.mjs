import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {object} Property
 * @property {string} name the field's JSON name
 * @property {TypeNode} type
 * @property {string} format `int32`, `int64`, `double`, `byte`, `date-time`, `date-time-micro`, `int-or-string` or empty
 * @property {boolean} required
 * @property {string} description
 *
 * @typedef {object} Model
 * @property {string} name the model's class, such as `V1PodSpec`
 * @property {string} description
 * @property {Property[]} properties
 *
 * @typedef {{kind: 'array' | 'map', of: TypeNode} | {kind: 'primitive' | 'model', name: string}} TypeNode
 */

/**
 * Reads every model that the client's index exports. The files are read as text: the package itself does not load on
 * every supported version of Node, and its classes hold less than their declarations say.
 *
 * @param {string} folder the folder of the models
 * @returns {Promise<Model[]>}
 */
export async function readModels(folder) {
  const index = await readFile(join(folder, 'all.js'), 'utf8');
  const names = [...index.matchAll(/models\/(\w+)\.js/g)].map((match) => match[1]);
  return Promise.all(names.map((name) => readModel(folder, name)));
}

/** @returns {Promise<Model>} */
async function readModel(folder, name) {
  const [code, declaration] = await Promise.all([
    readFile(join(folder, `${name}.js`), 'utf8'),
    readFile(join(folder, `${name}.d.ts`), 'utf8'),
  ]);
  const declared = readDeclaration(declaration);
  const properties = readAttributes(code).map(({ name, baseName, type, format }) => {
    const { description, required } = declared.properties.get(name);
    return { name: baseName, type: parseType(type), format, required, description };
  });
  return { name, description: declared.description, properties };
}

/** The attribute table, which is JSON inside the module's code. */
function readAttributes(code) {
  const start = code.indexOf('attributeTypeMap = [') + 'attributeTypeMap = '.length;
  return JSON.parse(code.slice(start, code.indexOf('];', start) + 1));
}

/** What only the declaration says: the doc comments, and which properties are optional. */
function readDeclaration(declaration) {
  const [head, body] = declaration.split(/^export declare class \w+ \{$/m);
  const properties = new Map();
  for (const match of body.matchAll(/(?:\/\*\*\n\s+\* (.*)\n\s+\*\/\n\s+)?'(\w+)'(\??): /g)) {
    properties.set(match[2], { description: unescapeComment(match[1] ?? ''), required: match[3] === '' });
  }
  const description = head.match(/\/\*\*\n\* (.*)\n\*\/\n$/)?.[1] ?? '';
  return { description: unescapeComment(description), properties };
}

/** The client's generator escapes quotes in comments, as if they were string literals. */
function unescapeComment(text) {
  return text.replaceAll(/\\(['"\\])/g, '$1');
}

/** @returns {TypeNode} */
function parseType(text) {
  const array = text.match(/^Array<(.*)>$/);
  if (array) return { kind: 'array', of: parseType(array[1]) };
  const map = text.match(/^\{ \[key: string\]: (.*); \}$/);
  if (map) return { kind: 'map', of: parseType(map[1]) };
  return { kind: /^(?:[a-z]\w*|Date|IntOrString)$/.test(text) ? 'primitive' : 'model', name: text };
}
