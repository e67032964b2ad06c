import type { Pod } from '@sampan/api';
import { expect, it } from 'vitest';
import { statusPatch } from './status-patch.js';

const ready = { type: 'Ready', status: 'True', lastTransitionTime: 't' };
const pod = (status: Pod['status']): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { uid: 'u' },
  spec: { containers: [] },
  status,
});

it('says nothing when nothing changes, whatever the order of conditions and nulls', () => {
  const other = { type: 'Other', status: 'True' };
  const before = pod({ phase: 'Running', conditions: [other, ready] });
  const wanted = { phase: 'Running', conditions: [{ ...ready, lastProbeTime: null as unknown as string }, other] };
  expect(statusPatch(before, wanted)).toBeUndefined();
});

it('sends the conditions that change and removes what they no longer say', () => {
  const before = pod({ phase: 'Pending', conditions: [{ type: 'Ready', status: 'False', reason: 'No' }] });
  expect(statusPatch(before, { phase: 'Running', conditions: [ready] })).toEqual({
    metadata: { uid: 'u' },
    status: {
      phase: 'Running',
      '$setElementOrder/conditions': [{ type: 'Ready' }],
      conditions: [{ reason: null, ...ready }],
    },
  });
});

it('removes fields that are gone', () => {
  expect(statusPatch(pod({ reason: 'Evicted' }), {})).toEqual({ metadata: { uid: 'u' }, status: { reason: null } });
});

it('removes conditions that are gone', () => {
  const before = pod({ conditions: [ready, { type: 'PodResizePending', status: 'True' }] });
  expect(statusPatch(before, { conditions: [ready] })).toEqual({
    metadata: { uid: 'u' },
    status: {
      '$setElementOrder/conditions': [{ type: 'Ready' }],
      conditions: [{ $patch: 'delete', type: 'PodResizePending' }],
    },
  });
});
