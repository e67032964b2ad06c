import type { Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { blockTexts, judgePod, warningText } from './drain-filters.js';

function pod({ owner, spec = {}, phase = 'Running' }: { owner?: string; spec?: object; phase?: string } = {}): Pod {
  const ownerReferences = owner === undefined ? [] : [{ kind: owner, name: 'o', controller: true }];
  const metadata = { namespace: 'ns', name: 'p', ownerReferences };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: { phase } } as unknown as Pod;
}

const strict = { force: false, ignoreDaemonsets: false, deleteEmptydirData: false, skipWaitForDeleteTimeout: 0 };
const withData = { volumes: [{ name: 'v', emptyDir: {} }] };

describe('judgePod', () => {
  it.each([
    ['of a replica set', pod({ owner: 'ReplicaSet' }), strict, 'evict'],
    ['without a controller', pod(), strict, 'block'],
    ['without a controller, forced', pod(), { ...strict, force: true }, 'evict'],
    ['that has ended', pod({ phase: 'Succeeded' }), strict, 'evict'],
    ['of a daemon set', pod({ owner: 'DaemonSet' }), strict, 'block'],
    ['of a daemon set, ignored', pod({ owner: 'DaemonSet' }), { ...strict, ignoreDaemonsets: true }, 'keep'],
    ['with local data', pod({ owner: 'ReplicaSet', spec: withData }), strict, 'block'],
    ['with lost data', pod({ owner: 'Job', spec: withData }), { ...strict, deleteEmptydirData: true }, 'evict'],
  ])('a pod %s', (_, judged, rules, fate) => {
    expect(judgePod(judged, rules, 0).fate).toBe(fate);
  });

  it('words what is in the way, and what is lost, as kubectl does', () => {
    expect(blockTexts([judgePod(pod(), strict, 0)])).toEqual([
      'cannot delete cannot delete Pods that declare no controller (use --force to override): ns/p',
    ]);
    expect(warningText([judgePod(pod(), { ...strict, force: true }, 0)])).toBe(
      'deleting Pods that declare no controller: ns/p',
    );
  });
});
