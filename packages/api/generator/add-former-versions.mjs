import { formerVersions } from './overlay/former-versions.mjs';

const prefix = 'io.k8s.api.';
const referencePrefix = '#/components/schemas/';

/**
 * Adds, in place, the definitions and descriptions of versions that the client has no models of, and which of their scalars
 * keep their zero values: those of the versions that they are like, with the differences that the overlay knows.
 *
 * @param {{ definitions: Record<string, object>, descriptions: Record<string, object>, rules: Record<string, object> }} tables
 * by upstream name
 */
export function addFormerVersions(tables) {
  for (const [packageName, version] of Object.entries(formerVersions)) addVersion(tables, packageName, version);
}

function addVersion({ definitions, descriptions, rules }, packageName, { group, kinds, shared = [], structs = {} }) {
  const sources = new Set(kinds.map((kind) => prefix + kind.slice(0, kind.lastIndexOf('.'))));
  const isShared = (name) => !sources.has(packageOf(name)) || shared.includes(baseOf(name));
  const unused = new Set(Object.keys(structs));
  const pending = kinds.flatMap((kind) => [prefix + kind, `${prefix}${kind}List`]);
  for (const name of Object.keys(structs)) if (structs[name].isKind) add(name, undefined);
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) add(baseOf(source), source);
  if (unused.size > 0) throw new Error(`formerVersions: ${packageName} has no ${[...unused].join(', ')}`);

  function add(base, source) {
    const name = `${prefix}${packageName}.${base}`;
    if (definitions[name] !== undefined) return;
    unused.delete(base);
    const changes = structs[base] ?? {};
    const texts = { ...(source && descriptions[source]) };
    const origin = source === undefined ? { type: 'object', properties: {} } : definitions[source];
    const own = { ...structuredClone(origin), ...changed(origin, changes, texts, name) };
    const isKind = changes.isKind || 'x-kubernetes-group-version-kind' in own;
    if (isKind)
      own['x-kubernetes-group-version-kind'] = [{ group, kind: base, version: packageName.split('.').at(-1) }];
    definitions[name] = own;
    descriptions[name] = texts;
    const { keptZeros = [] } = rules[source] ?? {};
    const kept = [...keptZeros.filter((field) => field in own.properties), ...(changes.keptZeros ?? [])].sort();
    if (kept.length > 0) rules[name] = { keptZeros: kept };
    visitReferences(own.properties);
  }

  /** The fields and which of them have to be there; what is said of them goes into `texts`. */
  function changed(
    origin,
    { optional = [], rename = {}, drop = [], add: added = {}, required: more = [] },
    texts,
    name,
  ) {
    for (const field of [...optional, ...drop, ...Object.keys(rename)]) {
      if (origin.properties[field] === undefined)
        throw new Error(`formerVersions: ${name} is like one without ${field}`);
    }
    const kept = Object.entries(structuredClone(origin.properties)).filter(([field]) => !drop.includes(field));
    const properties = Object.fromEntries(kept.map(([field, schema]) => [rename[field] ?? field, schema]));
    for (const [from, to] of Object.entries(rename)) texts[to] = texts[from];
    for (const field of [...drop, ...Object.keys(rename)]) delete texts[field];
    for (const [field, { description, $ref, ...schema }] of Object.entries(added)) {
      properties[field] = $ref === undefined ? schema : { $ref: referencePrefix + qualified($ref) };
      texts[field] = description;
    }
    const gone = [...optional, ...drop, ...Object.keys(rename)];
    const required = [...(origin.required ?? []).filter((field) => !gone.includes(field)), ...more].sort();
    return { properties, required: required.length > 0 ? required : undefined };
  }

  function qualified(name) {
    return name.includes('.') ? name : `${prefix}${packageName}.${name}`;
  }

  /** What a struct of this package is like; undefined: it has no successor. */
  function sourceOf(name) {
    return [...sources]
      .map((source) => `${source}.${baseOf(name)}`)
      .find((source) => definitions[source] !== undefined);
  }

  /** Points references at structs of the same package, which are to be added. */
  function visitReferences(node) {
    for (const value of Object.values(node)) {
      if (typeof value !== 'object' || value === null) continue;
      if (typeof value.$ref === 'string') {
        const target = value.$ref.slice(referencePrefix.length);
        if (packageOf(target) === prefix + packageName) add(baseOf(target), sourceOf(target));
        else if (!isShared(target)) {
          value.$ref = `${referencePrefix}${prefix}${packageName}.${baseOf(target)}`;
          pending.push(target);
        }
      }
      visitReferences(value);
    }
  }
}

function packageOf(name) {
  return name.slice(0, name.lastIndexOf('.'));
}

function baseOf(name) {
  return name.slice(name.lastIndexOf('.') + 1);
}
