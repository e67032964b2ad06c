/**
 * What a client must know to compute strategic merge patches, and nothing else: for each kind its fields' patch
 * strategies and merge keys, as a graph of numbered types. Types below which nothing has a strategy are left out.
 *
 * @param {Record<string, object>} definitions by upstream name
 * @returns {{kinds: Record<string, Record<string, number>>, types: Record<string, [string, string, number]>[]}} type
 * numbers by `group/version` and kind; for each type its fields' strategy, merge key (each may be empty) and type (-1
 * where nothing below has a strategy)
 */
export function buildMergeMetadata(definitions) {
  const relevant = relevantDefinitions(definitions);
  const numbers = new Map([...relevant].map((name, index) => [name, index]));
  const types = [...relevant].map((name) => describeType(definitions[name], numbers));
  const kinds = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const kindsOfDefinition = definition['x-kubernetes-group-version-kind'] ?? [];
    if (kindsOfDefinition.length !== 1) continue;
    const [{ group, version, kind }] = kindsOfDefinition;
    kinds[`${group}/${version}`] ??= {};
    kinds[`${group}/${version}`][kind] = numbers.get(name) ?? -1;
  }
  return { kinds, types };
}

/** The definitions that have a patch strategy, or lead to one that has. */
function relevantDefinitions(definitions) {
  const relevant = new Set();
  for (let before = -1; before < relevant.size; ) {
    before = relevant.size;
    for (const [name, { properties = {} }] of Object.entries(definitions)) {
      const matters = (property) => 'x-kubernetes-patch-strategy' in property || relevant.has(childOf(property));
      if (Object.values(properties).some(matters)) relevant.add(name);
    }
  }
  return relevant;
}

function describeType({ properties }, numbers) {
  const fields = {};
  for (const [name, property] of Object.entries(properties)) {
    const strategy = property['x-kubernetes-patch-strategy'] ?? '';
    const child = numbers.get(childOf(property)) ?? -1;
    if (strategy !== '' || child !== -1)
      fields[name] = [strategy, property['x-kubernetes-patch-merge-key'] ?? '', child];
  }
  return fields;
}

/** The definition that a field or its items refer to; the values of maps are merged as plain JSON. */
function childOf(property) {
  return (property.$ref ?? property.items?.$ref)?.split('/').at(-1);
}
