import { describe, expect, it } from 'vitest';
import { findPlaces, readPath, splitDots } from './object-paths.js';

const pod = () => ({
  metadata: { annotations: { 'a.b/c': 'dotted' } },
  spec: {
    containers: [
      { name: 'a', image: 'one' },
      { name: 'b.c', image: 'two' },
    ],
    args: ['x', 'y'],
  },
});

describe('a path of dots', () => {
  it('keeps dots in brackets and behind backslashes', () => {
    expect(splitDots('a.[b.c=d.e].f')).toEqual(['a', '[b.c=d.e]', 'f']);
    expect(splitDots('a.b\\.c.d')).toEqual(['a', 'b.c', 'd']);
  });

  it.each([
    ['spec.containers.[name=b.c].image', 'two'],
    ['spec.containers.1.image', 'two'],
    ['spec.args.[=y]', 'y'],
    ['metadata.annotations.[a.b/c]', 'dotted'],
    ['metadata.annotations.a\\.b/c', 'dotted'],
    ['spec.nothing.deeper', undefined],
  ])('%s is %s', (path, expected) => {
    expect(readPath(pod(), path)).toBe(expected);
  });

  it('means every element with a star', () => {
    expect(findPlaces(pod(), 'spec.containers.*.image', undefined).map(({ value }) => value)).toEqual(['one', 'two']);
  });

  it('makes what is not there, if it may', () => {
    const object = pod();
    for (const path of ['metadata.labels.a', 'spec.containers.[name=new].image', 'spec.args.-']) {
      for (const place of findPlaces(object, path, '')) place.set('made');
    }
    expect(object).toMatchObject({
      metadata: { labels: { a: 'made' } },
      spec: { containers: [{}, {}, { name: 'new', image: 'made' }], args: ['x', 'y', 'made'] },
    });
  });

  it('refuses an element that is further than one behind the last', () => {
    expect(() => findPlaces(pod(), 'spec.args.5', undefined)).toThrow('index 5 specified but only 2 elements found');
  });
});
