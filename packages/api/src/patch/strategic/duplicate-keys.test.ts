import { describe, expect, it } from 'vitest';
import type { Schema, SchemaRegistry } from '../../schema/schema.js';
import { seededRandom } from '../../seeded-random.js';
import type { JsonObject } from '../../values/json.js';
import { mergeSchemaOf } from '../merge-schema.js';
import { threeWayStrategicMergePatch } from './create-merge-patch.js';
import { strategicMergePatch } from './strategic-merge-patch.js';

const container: Schema = {
  properties: {
    env: { type: 'array', items: {}, 'x-kubernetes-patch-strategy': 'merge', 'x-kubernetes-patch-merge-key': 'name' },
  },
};
const schema = mergeSchemaOf(container, { resolve: (each: Schema) => each } as unknown as SchemaRegistry);

type Variable = { name: string; value: string };
const list = (...pairs: string[]): Variable[] =>
  pairs.map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));

/** What is there after `manifest` has been applied to what an earlier manifest has left, and the patch that did it. */
function apply(
  original: Variable[],
  manifest: Variable[],
  current: Variable[],
): { env: Variable[]; patch: JsonObject } {
  const states = { original: { env: original }, modified: { env: manifest }, current: { env: current } };
  const patch = threeWayStrategicMergePatch(states, schema);
  return { env: (strategicMergePatch(states.current, patch, schema) as { env: Variable[] }).env, patch };
}

describe('a list with a merge key that comes twice', () => {
  it('is not changed by the manifest that made it', () => {
    const manifest = list('REGION=a', 'MODE=qa', 'MODE=prod');
    expect(apply(manifest, manifest, manifest).patch).toEqual({});
  });

  it('loses both elements with the one that is gone, as upstream does, and has the other at the next apply', () => {
    const [before, after] = [list('REGION=a', 'MODE=qa', 'FLAG=0', 'MODE=prod'), list('REGION=a', 'MODE=qa', 'FLAG=0')];
    const first = apply(before, after, before);
    expect(first.env).toEqual(list('REGION=a', 'FLAG=0'));
    expect(apply(after, after, first.env).env).toEqual(after);
  });

  it('pairs equal keys from the end, so that only what differs is sent', () => {
    const current = list('A=1', 'A=2');
    expect(apply([], list('A=3', 'A=2'), current).patch.env).toEqual(list('A=3'));
  });

  it('merges a change into the first element of its key', () => {
    const patch = { env: list('A=9') };
    expect(strategicMergePatch({ env: list('A=1', 'A=2', 'B=1') }, patch, schema)).toEqual({
      env: list('A=9', 'A=2', 'B=1'),
    });
  });

  it('settles by the second apply of a manifest in which each key comes once', () => {
    const { below: pick } = seededRandom(20_261_128);
    for (let round = 0; round < 500; round++) {
      const some = (): Variable[] =>
        Array.from({ length: pick(6) }, () => ({ name: 'ABC'.charAt(pick(3)), value: String(pick(3)) }));
      const original = some();
      const manifest = [...new Map(some().map((variable) => [variable.name, variable])).values()];
      let env = apply(original, manifest, original).env ?? [];
      env = apply(manifest, manifest, env).env ?? [];
      expect(env, JSON.stringify({ original, manifest })).toEqual(manifest);
      expect(apply(manifest, manifest, env).patch).toEqual({});
    }
  });
});
