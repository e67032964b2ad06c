/**
 * A module that holds `value` as JSON text: engines parse such a string several times faster than an object literal,
 * and only when somebody asks for it.
 *
 * @param {string} name of the exported constant
 * @param {string} comment a sentence on what it holds
 * @param {unknown} value
 */
export function emitTextModule(name, comment, value) {
  const literal = JSON.stringify(value).replaceAll(/[\\']/g, '\\$&');
  return [
    '// Generated from the definitions of the Kubernetes API by generator/main.mjs.',
    '',
    `/** ${comment} */`,
    `export const ${name} =`,
    `  '${literal}';`,
    '',
  ].join('\n');
}
