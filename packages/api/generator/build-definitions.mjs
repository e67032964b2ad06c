import { addExtensions } from './add-extensions.mjs';
import { describeReferences } from './describe-references.mjs';
import { groups } from './overlay/packages.mjs';
import { references } from './overlay/references.mjs';
import { plainValues, wellKnown } from './overlay/well-known.mjs';
import { overlayTable } from './overlay-table.mjs';
import { isRootKind } from './root-kinds.mjs';

/** @import { Model, Property, TypeNode } from './read-models.mjs' */

const wellKnownNames = new Map(Object.keys(wellKnown).map((name) => [name.split('.').at(-1), name]));
const referenceTables = new Map(
  Object.entries(references).map(([target, entries]) => [
    wellKnownNames.get(target),
    overlayTable(`references.${target}`, entries),
  ]),
);

/**
 * The definitions of all models under their upstream names, as `#/components/schemas` of an OpenAPI document, with
 * Kubernetes' extensions; and, apart from them, their descriptions: the definition's own under `''`, its fields' by name.
 *
 * @param {Model[]} models
 * @param {Map<string, string>} names upstream names by model name
 */
export function buildDefinitions(models, names) {
  const definitions = structuredClone(wellKnown);
  const descriptions = {};
  for (const model of models) {
    const name = names.get(model.name);
    definitions[name] = buildDefinition(model, names);
    descriptions[name] = { '': model.description };
  }
  for (const model of models) describeFields(model, definitions[names.get(model.name)], descriptions, names);
  describeReferences(definitions, descriptions);
  for (const table of referenceTables.values()) table.assertUsed();
  addKinds(definitions, models, names);
  addExtensions(definitions);
  return { definitions: sortByName(definitions), descriptions: sortByName(descriptions) };
}

/** @param {Model} model */
function buildDefinition(model, names) {
  const name = names.get(model.name);
  const required = model.properties.filter((property) => property.required).map((property) => property.name);
  const properties = Object.fromEntries(
    model.properties.map((property) => [property.name, buildProperty(name, property, names)]),
  );
  return { ...(required.length > 0 && { required: required.sort() }), type: 'object', properties };
}

/** @param {Property} property */
function buildProperty(definition, property, names) {
  const leaf = buildLeaf(definition, property, names);
  return wrap(property.type);

  function wrap(type) {
    if (type.kind === 'array') return { type: 'array', items: wrap(type.of) };
    if (type.kind === 'map') return { type: 'object', additionalProperties: wrap(type.of) };
    return leaf;
  }
}

/** The type inside of a field's lists and maps. */
function buildLeaf(definition, { name, type, format }, names) {
  for (const [target, table] of referenceTables) {
    if (table.find(definition)?.includes(name)) return reference(target);
  }
  const leaf = leafOf(type);
  if (plainValues[leaf.name] !== undefined) return reference(plainValues[leaf.name]);
  if (leaf.kind === 'model') return reference(names.get(leaf.name));
  switch (leaf.name) {
    case 'number':
      return { type: format === 'double' ? 'number' : 'integer', format };
    case 'string':
      return { type: 'string', ...(format !== '' && { format }) };
    case 'boolean':
      return { type: 'boolean' };
    default:
      throw new Error(`${definition}: no type for ${name}, which the client declares as ${leaf.name}`);
  }
}

function reference(name) {
  return { $ref: `#/components/schemas/${name}` };
}

/** @param {TypeNode} type */
function leafOf(type) {
  return type.kind === 'array' || type.kind === 'map' ? leafOf(type.of) : type;
}

/** The client has given these types names of its own; their fields carry the type's description instead of theirs. */
const typeDescription = /^(?:IntOrString|JSON|JSONSchemaPropsOr\w+|MicroTime) (?:is|represents) /;

function describeFields(model, definition, descriptions, names) {
  const own = descriptions[names.get(model.name)];
  for (const { name, description } of model.properties) {
    if (description === '') continue;
    const target = definition.properties[name].$ref?.split('/').at(-1);
    if (target !== undefined && typeDescription.test(description)) descriptions[target] ??= { '': description };
    else own[name] = description;
  }
}

/** `x-kubernetes-group-version-kind`: which definitions are objects that clients send and receive. */
function addKinds(definitions, models, names) {
  const groupVersions = groupVersionsOf(names);
  for (const model of models.filter(isRootKind)) {
    const name = names.get(model.name);
    const [packageName, version, kind] = splitName(name);
    const group = groups.find((candidate) => candidate.package === packageName)?.group ?? '';
    const isOption = kind === 'DeleteOptions' || kind === 'WatchEvent';
    definitions[name]['x-kubernetes-group-version-kind'] = isOption
      ? groupVersions.map((groupVersion) => ({ group: groupVersion.group, kind, version: groupVersion.version }))
      : [{ group, kind, version }];
  }
}

/** Every group version that has a definition. */
function groupVersionsOf(names) {
  const packages = new Set([...names.values()].map((name) => splitName(name).slice(0, 2).join('/')));
  return groups.flatMap(({ package: packageName, group }) =>
    [...packages]
      .filter((candidate) => candidate.startsWith(`${packageName}/`))
      .map((candidate) => ({ group, version: candidate.split('/')[1] })),
  );
}

function splitName(name) {
  const parts = name.split('.');
  return [parts.slice(0, -2).join('.'), parts.at(-2), parts.at(-1)];
}

function sortByName(table) {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}
