import type { Node, Taint, Toleration } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { awaitsEviction, type Evicting, evictionTime, taintsOf } from './taints.js';

const now = Date.UTC(2026, 0, 1);

function node(conditions: Record<string, string>, spec: Node['spec'] = {}): Node {
  const list = Object.entries(conditions).map(([type, status]) => ({ type, status }));
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec, status: { conditions: list } };
}

describe('the taints of a node', () => {
  it.each<[string, Node, Evicting, string[]]>([
    ['that is ready', node({ Ready: 'True' }), 'now', []],
    ['that is new', node({}), 'now', ['not-ready:NoSchedule']],
    ['that is not ready', node({ Ready: 'False' }), 'now', ['not-ready:NoSchedule', 'not-ready:NoExecute']],
    ['that is lost', node({ Ready: 'Unknown' }), 'now', ['unreachable:NoSchedule', 'unreachable:NoExecute']],
    ['that is lost with all others', node({ Ready: 'Unknown' }), 'never', ['unreachable:NoSchedule']],
    ['that is lost and has to wait', node({ Ready: 'Unknown' }), 'later', ['unreachable:NoSchedule']],
    [
      'that was not ready and is lost now',
      node({ Ready: 'Unknown' }, { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] }),
      'later',
      ['unreachable:NoSchedule', 'unreachable:NoExecute'],
    ],
    ['that is cordoned', node({ Ready: 'True' }, { unschedulable: true }), 'now', ['unschedulable:NoSchedule']],
    [
      'under pressure',
      node({ Ready: 'True', DiskPressure: 'True', PIDPressure: 'False' }),
      'now',
      ['disk-pressure:NoSchedule'],
    ],
  ])('%s', (_name, subject, evicting, taints) => {
    const names = taintsOf(subject, { evicting, now }).map(
      ({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`,
    );
    expect(names).toEqual(taints);
  });

  it('are awaited by nodes that are not well and whose Pods are still there', () => {
    const taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }];
    const nodes = [
      node({ Ready: 'Unknown' }),
      node({ Ready: 'Unknown' }, { taints }),
      node({ Ready: 'True' }),
      node({}),
    ];
    expect(nodes.map(awaitsEviction)).toEqual([true, false, false, false]);
  });

  it('keep those of others, and their own times', () => {
    const theirs = { key: 'gpu', effect: 'NoSchedule' };
    const ours = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: '2025-12-31T23:00:00Z' };
    const taints = taintsOf(node({ Ready: 'Unknown' }, { taints: [theirs, ours] }), { evicting: 'now', now });
    expect(taints[0]).toBe(theirs);
    expect(taints).toContain(ours);
  });
});

describe('the time to leave', () => {
  const unreachable: Taint = {
    key: 'node.kubernetes.io/unreachable',
    effect: 'NoExecute',
    timeAdded: new Date(now - 10_000).toISOString(),
  };
  it.each<[string, Taint[], Toleration[], number | undefined]>([
    ['never, without taints', [], [], undefined],
    ['never, for taints that only keep away', [{ key: 'a', effect: 'NoSchedule' }], [], undefined],
    ['at once, when nothing is tolerated', [unreachable], [], now],
    [
      'after the toleration, from when the taint was added',
      [unreachable],
      [{ key: unreachable.key, operator: 'Exists', tolerationSeconds: 300 }],
      now + 290_000,
    ],
    ['never, when everything is tolerated', [unreachable], [{ operator: 'Exists' }], undefined],
    [
      'at once, when another value is tolerated',
      [{ key: 'a', value: 'x', effect: 'NoExecute' }],
      [{ key: 'a', value: 'y' }],
      now,
    ],
    [
      'never, when the value is tolerated',
      [{ key: 'a', value: 'x', effect: 'NoExecute' }],
      [{ key: 'a', value: 'x' }],
      undefined,
    ],
  ])('is %s', (_name, taints, tolerations, time) => {
    expect(evictionTime(taints, tolerations, now)).toBe(time);
  });
});
