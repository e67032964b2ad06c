import { describe, expect, it } from 'vitest';
import { difference, intersection, membersOf, recursiveDifference, setsEqual, sortSet, union } from './field-set.js';

const a = { 'f:x': {}, 'f:y': { '.': {}, 'f:z': {} } };

describe('field sets', () => {
  it('unite members and what is below them', () => {
    expect(union(a, { 'f:y': { 'f:w': {} } })).toEqual({ 'f:x': {}, 'f:y': { '.': {}, 'f:z': {}, 'f:w': {} } });
    expect(union({ 'f:y': {} }, { 'f:y': { 'f:z': {} } })).toEqual({ 'f:y': { '.': {}, 'f:z': {} } });
    expect(union({}, a)).toEqual(a);
  });

  it('subtract exactly the members', () => {
    expect(difference(a, { 'f:y': {} })).toEqual({ 'f:x': {}, 'f:y': { 'f:z': {} } });
    expect(difference(a, { 'f:y': { 'f:z': {} } })).toEqual({ 'f:x': {}, 'f:y': {} });
    expect(difference(a, a)).toEqual({});
    expect(recursiveDifference(a, { 'f:y': {} })).toEqual({ 'f:x': {} });
    expect(recursiveDifference(a, { 'f:y': { 'f:z': {} } })).toEqual({ 'f:x': {}, 'f:y': {} });
  });

  it('intersect', () => {
    expect(intersection(a, { 'f:y': { 'f:z': {} }, 'f:q': {} })).toEqual({ 'f:y': { 'f:z': {} } });
    expect(intersection(a, { 'f:y': {} })).toEqual({ 'f:y': {} });
  });

  it('compare and list their members', () => {
    expect(setsEqual(a, { 'f:y': { 'f:z': {}, '.': {} }, 'f:x': {} })).toBe(true);
    expect(setsEqual(a, { 'f:x': {}, 'f:y': { 'f:z': {} } })).toBe(false);
    expect([...membersOf(a)]).toEqual([['f:x'], ['f:y'], ['f:y', 'f:z']]);
  });

  it('are written in Kubernetes’ order', () => {
    const set = { 'v:1': {}, 'k:{"a":1}': {}, 'i:0': {}, 'f:b': {}, 'f:a': {}, '.': {} };
    expect(Object.keys(sortSet(set))).toEqual(['.', 'f:a', 'f:b', 'k:{"a":1}', 'v:1', 'i:0']);
  });
});
