import { describe, expect, it } from 'vitest';
import { createJsonMergePatch, jsonMergePatch, threeWayJsonMergePatch } from './json-merge-patch.js';
import { jsonPatch } from './json-patch.js';

describe('jsonPatch', () => {
  it.each([
    [{ a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    [{ a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    [{ a: [1, 2] }, [{ op: 'remove', path: '/a/-1' }], { a: [1] }],
    [{ 'x/y': 1 }, [{ op: 'replace', path: '/x~1y', value: 2 }], { 'x/y': 2 }],
    [{ a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }],
    [{ a: { b: 1 } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: 1 }, c: { b: 1 } }],
    [{ a: 1 }, [{ op: 'replace', path: '/b', value: 2 }], { a: 1, b: 2 }],
    [{ a: 1 }, [{ op: 'test', path: '/a', value: 1 }], { a: 1 }],
    [{ a: 1 }, [{ op: 'test', path: '/b', value: null }], { a: 1 }],
    [{ a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  ])('%j with %j is %j', (document, operations, expected) => {
    const before = JSON.stringify(document);
    expect(jsonPatch(document, operations)).toEqual(expected);
    expect(JSON.stringify(document)).toBe(before);
  });

  it.each([
    [
      { op: 'replace', path: '/list/5', value: 1 },
      'replace operation does not apply: doc is missing key: /list/5: missing value',
    ],
    [{ op: 'move', from: '/x', path: '/y' }, "error in move for path: 'x': Unable to remove nonexistent key: x"],
    [{ op: 'add', path: '/list/x', value: 1 }, "value was not a proper array index: 'x'"],
    [{ op: 'remove', path: '/list/x' }, 'strconv.Atoi: parsing "x": invalid syntax'],
    [
      { op: 'replace', path: '/x/y', value: 1 },
      'replace operation does not apply: doc is missing path: /x/y: missing value',
    ],
    [
      { op: 'remove', path: '/x' },
      "error in remove for path: '/x': Unable to remove nonexistent key: x: missing value",
    ],
    [{ op: 'add', path: '/x/y', value: 1 }, 'add operation does not apply: doc is missing path: "/x/y": missing value'],
    [
      { op: 'add', path: '/list/5', value: 1 },
      "error in add for path: '/list/5': Unable to access invalid index: 5: invalid index referenced",
    ],
    [{ op: 'test', path: '/a', value: 2 }, 'testing value /a failed: test failed'],
    [{ op: 'grow', path: '/a' }, 'Unexpected kind: grow'],
    [{ op: 'constructor', path: '/a' }, 'Unexpected kind: constructor'],
  ])('refuses %j', (operation, message) => expect(() => jsonPatch({ a: 1, list: [1] }, [operation])).toThrow(message));

  it('treats __proto__ as a name like any other', () => {
    const patched = jsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]) as object;
    expect(Object.keys(patched)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('jsonMergePatch', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [['a'], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{ a: 'foo' }, null, null],
  ])('%j with %j is %j', (document, patch, expected) => expect(jsonMergePatch(document, patch)).toEqual(expected));

  it('is created from two documents', () => {
    const from = { a: 1, b: { c: 1, d: 2 }, e: [1] };
    const to = { b: { c: 2 }, e: [1], f: null };
    const patch = createJsonMergePatch(from, to);
    expect(patch).toEqual({ a: null, b: { c: 2, d: null }, f: null });
  });

  it('drops in three ways what was applied before and is gone now', () => {
    const original = { spec: { a: 1, b: 2 } };
    const modified = { spec: { a: 3 } };
    const current = { spec: { a: 1, b: 2, server: true } };
    expect(threeWayJsonMergePatch(original, modified, current)).toEqual({ spec: { a: 3, b: null } });
  });
});
