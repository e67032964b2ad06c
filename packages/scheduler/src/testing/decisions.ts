import { type Node, type Pod, TestClock } from '@sampan/api';
import { createClient } from '@sampan/client';
import { buildProfile } from '../config/build-profile.js';
import type { ProfileConfiguration } from '../config/configuration.js';
import { fitErrorMessage } from '../framework/fit-error.js';
import type { Handle } from '../framework/handle.js';
import type { Profile } from '../framework/profile.js';
import { type Decision, schedulePod } from '../framework/schedule-pod.js';
import { ClusterState } from '../state/cluster-state.js';

/** A profile whose plugins decide over `state`; what they write goes nowhere. */
export function profileOver(state: ClusterState, configuration: ProfileConfiguration = {}): Profile {
  const request = () => Promise.reject(new Error('decisions alone write nothing'));
  const handle: Handle = {
    client: createClient({ request, close: async () => {} }),
    clock: new TestClock(),
    state,
    event: () => {},
    isPending: () => true,
    observe: () => {},
    rejectWaiting: () => false,
  };
  return buildProfile(
    { schedulerName: 'default-scheduler', ...configuration },
    { handle, percentageOfNodesToScore: 0 },
  );
}

/** What is decided about a Pod, with the first of equals taken. */
export function decide(candidate: Pod, state: ClusterState, configuration?: ProfileConfiguration): Decision {
  return schedulePod(candidate, state, { profile: profileOver(state, configuration), startAt: 0, random: () => 0 });
}

const withoutPreemption = { plugins: { multiPoint: { disabled: [{ name: 'DefaultPreemption' }] } } };

/** The node that a Pod would go to, or why it goes to none; whether others could make room is left out. */
export function schedule(candidate: Pod, state: ClusterState, configuration: ProfileConfiguration = {}): string {
  const decision = decide(candidate, state, { ...withoutPreemption, ...configuration });
  return decision.nodeName ?? fitErrorMessage(decision.fitError);
}

export function node(
  name: string,
  changes: {
    spec?: Node['spec'];
    labels?: Record<string, string>;
    allocatable?: Record<string, string>;
    images?: NonNullable<Node['status']>['images'];
  } = {},
): Node {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110', ...changes.allocatable };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...changes.labels } },
    spec: changes.spec ?? {},
    status: { allocatable, ...(changes.images && { images: changes.images }) },
  };
}

let uids = 0;

export function pod(spec: Partial<Pod['spec']> = {}, metadata: Pod['metadata'] = {}): Pod {
  uids++;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${uids}`, namespace: 'default', uid: `uid-${uids}`, ...metadata },
    spec: { containers: [{ name: 'main', image: 'hello' }], schedulerName: 'default-scheduler', ...spec },
  };
}

/** A Pod's spec that asks for this much. */
export function requesting(requests: Record<string, string>): Partial<Pod['spec']> {
  return { containers: [{ name: 'main', image: 'hello', resources: { requests } }] };
}

export function clusterOf(...nodes: Node[]): ClusterState {
  const state = new ClusterState();
  for (const each of nodes) state.setNode(each);
  return state;
}
