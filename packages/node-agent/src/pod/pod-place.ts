import type { PodPlace } from '../environment/field-ref.js';
import type { PodContext } from './pod-context.js';
import type { PodRuntime } from './pod-runtime.js';

/** Where the pod runs, for its downward API. */
export function podPlace({ state }: PodRuntime, { nodeName, nodeIp }: PodContext): PodPlace {
  return { podIP: state.podIP ?? '', hostIP: nodeIp, nodeName };
}
