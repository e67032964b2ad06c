import { type LabelSelector, labelSelectorAsSelector, labelSetSelector, type Pod, resources } from '@sampan/api';
import type { Context } from '../framework/context.js';
import { CommandError } from '../framework/errors.js';
import type { ObjectInfo } from '../framework/read-objects.js';

/** The label selector of the pods of a workload or a service, as text. Throws for objects that select no pods. */
export function podSelectorOf({ type, object }: Pick<ObjectInfo, 'type' | 'object'>): string {
  const { selector } = (object.spec ?? {}) as { selector?: LabelSelector | Record<string, string> };
  switch (type.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return labelSelectorAsSelector(selector as LabelSelector).toString();
    case 'ReplicationController':
      return labelSetSelector(selector as Record<string, string>).toString();
    case 'Service':
      if (Object.keys(selector ?? {}).length === 0) {
        throw new CommandError(`invalid service '${object.metadata.name}': Service is defined without a selector`);
      }
      return labelSetSelector(selector as Record<string, string>).toString();
    default:
      throw new CommandError(`selector for *${type.version}.${type.kind} not implemented`);
  }
}

/** How to find one of several pods. */
export interface PodSearch {
  namespace: string;
  labelSelector: string;
  /** Milliseconds to wait for a pod where there is none. */
  timeout: number;
  order(left: Pod, right: Pod): number;
}

/** The first of the pods that a selector means, in `order`, and how many there are. Waits for one if there is none. */
export async function firstPod(context: Context, search: PodSearch): Promise<{ pod: Pod; count: number }> {
  const { namespace, labelSelector, timeout, order } = search;
  const pods = (await context.client()).resource(resources.pods);
  const { items, metadata } = await pods.list({ namespace, labelSelector });
  const [pod] = items.sort(order);
  if (pod !== undefined) return { pod, count: items.length };
  const ended = new AbortController();
  const timer = context.clock.setTimeout(() => ended.abort(), timeout);
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const options = { namespace, labelSelector, resourceVersion: metadata.resourceVersion ?? '' };
  try {
    for await (const event of pods.watch(options, signal)) {
      if (event.type === 'ADDED' || event.type === 'MODIFIED') return { pod: event.object, count: 1 };
    }
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  } finally {
    timer.cancel();
    ended.abort();
  }
  throw new CommandError('timed out waiting for the condition');
}
