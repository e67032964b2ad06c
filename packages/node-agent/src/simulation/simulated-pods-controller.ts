import { deepEqual, isPodTerminal, type Node, type ObjectKey, type Pod, resources } from '@sampan/api';
import {
  type ControllerContext,
  type ControllerDefinition,
  defineController,
  deleteAction,
  index,
  updateStatusAction,
} from '@sampan/client';
import { createPodAddresses, type PodAddresses } from './pod-addresses.js';
import { simulatedStatus } from './simulated-pod.js';

const byNode = 'node';

/*
 * Promises: a Pod that is bound to one of these nodes runs and is ready, and is gone when it is deleted.
 * Reads: Pods. Writes: Pods' status; deletes Pods.
 * Runs when: a Pod changes.
 */
export function simulatedPodsController(nodes: ReadonlyMap<string, Node>): ControllerDefinition<Pod> {
  const addresses = new Map<string, PodAddresses>();

  function addressesOn(node: Node, context: ControllerContext): PodAddresses {
    const { name = '' } = node.metadata;
    const podsOf = () => context.lister(resources.pods).byIndex(byNode, name);
    const known = addresses.get(name) ?? createPodAddresses(node, podsOf);
    addresses.set(name, known);
    return known;
  }

  async function reconcile(key: ObjectKey, context: ControllerContext): Promise<undefined> {
    const pod = context.lister(resources.pods).get(key);
    const node = nodes.get(pod?.spec.nodeName ?? '');
    if (pod === undefined || node === undefined) return;
    if (pod.metadata.deletionTimestamp !== undefined) {
      await context.perform([deleteAction(resources.pods, pod, { gracePeriodSeconds: 0 })]);
      return;
    }
    if (isPodTerminal(pod)) return;
    const podIP = addressesOn(node, context).addressOf(pod);
    if (podIP === undefined) return;
    const now = context.clock.now();
    const begun = Date.parse(pod.status?.startTime ?? '') || now;
    const status = { ...simulatedStatus(pod, { podIP, now: begun }) };
    if (isTold(pod, status)) return;
    await context.perform([updateStatusAction(resources.pods, { ...pod, status })]);
  }

  return defineController({
    name: 'simulated-pods',
    primary: resources.pods,
    indices: [index(resources.pods, byNode, ({ spec }) => (spec.nodeName === undefined ? [] : [spec.nodeName]))],
    concurrency: 32,
    reconcile,
  });
}

/** Conditions may be told by others too, and in another order. */
function isTold({ status = {} }: Pod, told: Pod['status']): boolean {
  const { conditions: _, ...rest } = told ?? {};
  const known = Object.fromEntries(Object.keys(rest).map((name) => [name, status[name as keyof typeof status]]));
  return status.phase === 'Running' && deepEqual(known, rest);
}
