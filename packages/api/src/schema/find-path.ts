/** The fields of schemas that paths follow. */
export interface SchemaFields<S> {
  properties?: Record<string, S>;
  additionalProperties?: S | boolean;
}

/** What a path leads to, or why it leads nowhere. */
export type FoundPath<S> = { readonly path: string; readonly schema: S } | { readonly problem: string };

/**
 * Follows a JSON path of fields and keys through a schema (`ValidFieldPath`): `.spec.a`, `.map['a.b']`. The path that is
 * found is told as errors tell paths: `map[a.b]`.
 */
export function findPath<S extends SchemaFields<S>>(
  jsonPath: string,
  root: S,
  { brackets }: { brackets: boolean },
): FoundPath<S> {
  const tokens = jsonPath.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/gs) ?? [];
  let schema = root;
  let path = '';
  for (let at = 0; at < tokens.length; at++) {
    const open = tokens[at];
    let name: string;
    if (open === '.') {
      const next = tokens[++at];
      if (next === undefined) return { problem: 'unexpected end of JSON path' };
      name = next;
    } else if (open === '[') {
      if (!brackets) return { problem: 'array notation is not allowed' };
      const quoted = tokens[++at];
      if (quoted === undefined) return { problem: 'unexpected end of JSON path' };
      if (!/^'.*'$/s.test(quoted)) return { problem: `expected single quoted string but got ${quoted}` };
      name = quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
      const close = tokens[++at];
      if (close === undefined) return { problem: 'unexpected end of JSON path' };
      if (close !== ']') return { problem: `expected ] but got ${close}` };
    } else return { problem: `expected [ or . but got: ${open}` };
    const { properties, additionalProperties } = schema;
    const next = properties === undefined ? additionalProperties : properties[name];
    if (typeof next !== 'object') return { problem: 'does not refer to a valid field' };
    path += properties === undefined ? `[${name}]` : `${path === '' ? '' : '.'}${name}`;
    schema = next;
  }
  return { path, schema };
}
