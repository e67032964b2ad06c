import { describe, expect, it } from 'vitest';
import type { Schema, SchemaRegistry } from '../../schema/schema.js';
import type { JsonObject } from '../../values/json.js';
import { mergeSchemaOf } from '../merge-schema.js';
import { createTwoWayMergePatch, threeWayStrategicMergePatch } from './create-merge-patch.js';
import { strategicMergePatch } from './strategic-merge-patch.js';

const item: Schema = {
  properties: {
    name: { type: 'string' },
    value: { type: 'string' },
    other: { type: 'string' },
    merging: {
      type: 'array',
      items: { $ref: 'item' },
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
    },
    ints: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-patch-strategy': 'merge' },
    replacing: { type: 'array', items: { $ref: 'item' } },
    map: { additionalProperties: { type: 'string' } },
    retaining: { $ref: 'item', 'x-kubernetes-patch-strategy': 'retainKeys' },
    whole: { $ref: 'item', 'x-kubernetes-patch-strategy': 'replace' },
  },
};
const registry = {
  definition: () => item,
  forKind: () => undefined,
  resolve: (schema: Schema) => (schema.$ref === undefined ? schema : item),
  names: () => ['item'],
} as unknown as SchemaRegistry;
const schema = mergeSchemaOf(item, registry);

describe('strategicMergePatch', () => {
  const cases: [string, JsonObject, JsonObject, JsonObject][] = [
    ['adds a field', { name: 'a' }, { value: '1' }, { name: 'a', value: '1' }],
    ['replaces a field', { value: '1' }, { value: '2' }, { value: '2' }],
    ['deletes a field', { name: 'a', value: '1' }, { value: null }, { name: 'a' }],
    ['ignores the deletion of an absent field', { name: 'a' }, { value: null }, { name: 'a' }],
    ['drops nulls from what it adds', {}, { map: { a: null, b: 'x' } }, { map: { b: 'x' } }],
    ['merges maps', { map: { a: '1', b: '2' } }, { map: { b: null, c: '3' } }, { map: { a: '1', c: '3' } }],
    ['replaces a map', { map: { a: '1' } }, { map: { $patch: 'replace', b: '2' } }, { map: { b: '2' } }],
    ['empties a map', { map: { a: '1' } }, { map: { $patch: 'delete' } }, { map: {} }],
    [
      'replaces a field of strategy replace',
      { whole: { name: 'a' } },
      { whole: { value: '1' } },
      { whole: { value: '1' } },
    ],
    [
      'merges lists by key',
      { merging: [{ name: '1' }, { name: '2', value: '2' }] },
      { merging: [{ name: '2', value: '3' }, { name: '3' }] },
      { merging: [{ name: '1' }, { name: '2', value: '3' }, { name: '3' }] },
    ],
    [
      'deletes an element',
      { merging: [{ name: '1' }, { name: '2' }] },
      { merging: [{ name: '1', $patch: 'delete' }] },
      { merging: [{ name: '2' }] },
    ],
    [
      'replaces a list by directive',
      { merging: [{ name: '1' }, { name: '2' }] },
      { merging: [{ name: '3' }, { $patch: 'replace' }] },
      { merging: [{ name: '3' }] },
    ],
    [
      'empties a list by directive',
      { merging: [{ name: '1' }] },
      { merging: [{ $patch: 'replace' }] },
      { merging: [] },
    ],
    [
      'replaces other lists',
      { replacing: [{ name: '1' }] },
      { replacing: [{ name: '2' }] },
      { replacing: [{ name: '2' }] },
    ],
    ['merges scalars', { ints: [1, 2] }, { ints: [2, 3] }, { ints: [1, 2, 3] }],
    ['deletes scalars', { ints: [1, 2, 3] }, { '$deleteFromPrimitiveList/ints': [1, 3] }, { ints: [2] }],
    [
      'adds, deletes and orders scalars',
      { ints: [1, 2, 3] },
      { '$setElementOrder/ints': [4, 3, 2], '$deleteFromPrimitiveList/ints': [1], ints: [4] },
      { ints: [4, 3, 2] },
    ],
    [
      'orders elements, the server’s own in their places',
      { merging: [{ name: 'a' }, { name: 'server' }, { name: 'b' }] },
      { '$setElementOrder/merging': [{ name: 'b' }, { name: 'a' }] },
      { merging: [{ name: 'server' }, { name: 'b' }, { name: 'a' }] },
    ],
    [
      'orders and merges elements',
      { merging: [{ name: 'a', value: '1' }, { name: 'b' }] },
      {
        '$setElementOrder/merging': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
        merging: [{ name: 'c' }, { name: 'a', value: '2' }],
      },
      { merging: [{ name: 'c' }, { name: 'b' }, { name: 'a', value: '2' }] },
    ],
    [
      'drops deletions from a list that it adds',
      {},
      { '$setElementOrder/merging': [{ name: 'a' }], merging: [{ name: 'a' }, { name: 'b', $patch: 'delete' }] },
      { merging: [{ name: 'a' }] },
    ],
    [
      'puts what is added where others are deleted into their places',
      { merging: [{ name: 'a' }, { name: 'b' }] },
      { '$setElementOrder/merging': [{ name: 'c' }], merging: [{ name: 'c' }, { name: 'b', $patch: 'delete' }] },
      { merging: [{ name: 'a' }, { name: 'c' }] },
    ],
    [
      'retains keys',
      { retaining: { name: 'a', value: '1' } },
      { retaining: { $retainKeys: ['name', 'other'], other: '2' } },
      { retaining: { name: 'a', other: '2' } },
    ],
    [
      'drops directives from what it adds',
      {},
      { retaining: { $retainKeys: ['name'], name: 'a' } },
      { retaining: { name: 'a' } },
    ],
  ];
  it.each(cases)('%s', (_, document, patch, expected) => {
    const before = JSON.stringify([document, patch]);
    expect(strategicMergePatch(document, patch, schema)).toEqual(expected);
    expect(JSON.stringify([document, patch])).toBe(before);
  });

  it.each([
    [
      { merging: [{ name: 'a' }] },
      { merging: [{ value: '1' }] },
      'map: map[value:1] does not contain declared merge key: name',
    ],
    [
      { merging: [{ name: 'a' }] },
      { merging: [{ name: 'a', $patch: 'burn' }] },
      'unknown patch type: burn in map: map[$patch:burn name:a]',
    ],
    [{ map: { a: '1' } }, { map: { $patch: 'burn' } }, 'unknown patch type: burn in map: map[$patch:burn]'],
    [
      { retaining: { name: 'a' } },
      { retaining: { $retainKeys: ['name'], value: '1' } },
      'invalid patch format of retainKeys',
    ],
    [{ ints: [1] }, { ints: ['a'] }, 'list element types are not identical: [[1] [a]]'],
    [{ merging: [] }, { merging: [['a']] }, 'lists of lists are not supported'],
    [
      { merging: [{ name: 'a' }] },
      { '$setElementOrder/merging': [{ name: 'b' }], merging: [{ name: 'a' }] },
      'The order in patch list',
    ],
  ])('refuses: %j with %j', (document, patch, message) =>
    expect(() => strategicMergePatch(document, patch, schema)).toThrow(message),
  );
});

describe('createTwoWayMergePatch', () => {
  const cases: [JsonObject, JsonObject, JsonObject][] = [
    [{ name: 'a' }, { name: 'a' }, {}],
    [{ name: 'a', value: '1' }, { name: 'b' }, { name: 'b', value: null }],
    [{ map: { a: '1' } }, { map: { b: '2' } }, { map: { a: null, b: '2' } }],
    [
      { ints: [1, 2] },
      { ints: [2, 3] },
      { '$deleteFromPrimitiveList/ints': [1], '$setElementOrder/ints': [2, 3], ints: [3] },
    ],
    [
      { merging: [{ name: '1' }, { name: '2', value: 'x' }] },
      { merging: [{ name: '2', value: 'y' }, { name: '3' }] },
      {
        '$setElementOrder/merging': [{ name: '2' }, { name: '3' }],
        merging: [{ name: '2', value: 'y' }, { name: '3' }, { $patch: 'delete', name: '1' }],
      },
    ],
    [{ replacing: [{ name: '1' }] }, { replacing: [{ name: '2' }] }, { replacing: [{ name: '2' }] }],
    [
      { retaining: { name: 'a', value: '1' } },
      { retaining: { name: 'a', other: '2' } },
      { retaining: { $retainKeys: ['name', 'other'], other: '2', value: null } },
    ],
    [
      { merging: [{ name: 'a' }, { name: 'b' }] },
      { merging: [{ name: 'b' }, { name: 'a' }] },
      { '$setElementOrder/merging': [{ name: 'b' }, { name: 'a' }] },
    ],
  ];
  it.each(cases)('%j to %j', (from, to, patch) => {
    expect(createTwoWayMergePatch(from, to, schema)).toEqual(patch);
    expect(strategicMergePatch(from, patch, schema)).toEqual(to);
  });
});

describe('threeWayStrategicMergePatch', () => {
  it('keeps what the server added and drops what the manifest dropped', () => {
    const original = { merging: [{ name: '1' }, { name: '2', value: 'x' }], map: { a: '1' } };
    const modified = { merging: [{ name: '2', value: 'y' }], map: {} };
    const current = {
      merging: [{ name: '1' }, { name: '2', value: 'x', other: 'o' }, { name: '3' }],
      map: { a: '1', s: 's' },
    };
    const patch = threeWayStrategicMergePatch({ original, modified, current }, schema);
    expect(patch).toEqual({
      '$setElementOrder/merging': [{ name: '2' }],
      merging: [
        { name: '2', value: 'y' },
        { $patch: 'delete', name: '1' },
      ],
      map: { a: null },
    });
    expect(strategicMergePatch(current, patch, schema)).toEqual({
      merging: [{ name: '2', value: 'y', other: 'o' }, { name: '3' }],
      map: { s: 's' },
    });
  });

  it('is empty when nothing changed', () => {
    const manifest = { merging: [{ name: '1' }], ints: [1, 2] };
    const current = { merging: [{ name: '1', value: 'defaulted' }], ints: [1, 2] };
    expect(threeWayStrategicMergePatch({ original: manifest, modified: manifest, current }, schema)).toEqual({});
  });

  it('sees conflicts when it may not overwrite', () => {
    const documents = { original: { value: '1' }, modified: { value: '2' }, current: { value: '3' } };
    expect(() => threeWayStrategicMergePatch(documents, schema, { overwrite: false })).toThrow(
      'conflicts with changes',
    );
    expect(threeWayStrategicMergePatch(documents, schema)).toEqual({ value: '2' });
  });
});
