import { listTypes } from './overlay/list-types.mjs';
import { mapTypes } from './overlay/map-types.mjs';
import { patchStrategies } from './overlay/patch-strategies.mjs';
import { unions } from './overlay/unions.mjs';
import { overlayTable } from './overlay-table.mjs';

/**
 * Adds to `definitions`, in place, what decides how their values are merged: list types and map keys, map types, patch
 * strategies and merge keys, unions.
 *
 * @param {Record<string, object>} definitions by upstream name
 */
export function addExtensions(definitions) {
  const tables = [
    { table: overlayTable('listTypes', listTypes), add: addListTypes },
    { table: overlayTable('mapTypes', mapTypes), add: addMapTypes },
    { table: overlayTable('patchStrategies', patchStrategies), add: addPatchStrategies },
    { table: overlayTable('unions', unions), add: addUnions },
  ];
  for (const { table, add } of tables) {
    for (const [name, definition] of Object.entries(definitions)) {
      const entry = table.find(name);
      if (entry !== undefined) add(definition, entry, name);
    }
    table.assertUsed();
  }
}

function addListTypes(definition, { map = {}, set = [], atomic = [] }, name) {
  for (const [field, keys] of Object.entries(map)) {
    extend(definition, field, name, { 'x-kubernetes-list-map-keys': keys, 'x-kubernetes-list-type': 'map' });
  }
  for (const field of set) extend(definition, field, name, { 'x-kubernetes-list-type': 'set' });
  for (const field of atomic) extend(definition, field, name, { 'x-kubernetes-list-type': 'atomic' });
}

function addMapTypes(definition, { self, ...fields }, name) {
  if (self !== undefined) definition['x-kubernetes-map-type'] = self;
  for (const [field, type] of Object.entries(fields))
    extend(definition, field, name, { 'x-kubernetes-map-type': type });
}

function addPatchStrategies(definition, fields, name) {
  for (const [field, entry] of Object.entries(fields)) {
    const [strategy, mergeKey] = entry.split(' ');
    extend(definition, field, name, {
      ...(mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': mergeKey }),
      'x-kubernetes-patch-strategy': strategy,
    });
  }
}

function addUnions(definition, { discriminator, fields }) {
  definition['x-kubernetes-unions'] = [
    { ...(discriminator !== undefined && { discriminator }), 'fields-to-discriminateBy': fields },
  ];
}

function extend(definition, field, name, extensions) {
  const property = definition.properties[field];
  if (property === undefined) throw new Error(`${name} has no field ${field}`);
  Object.assign(property, extensions);
}
