import { type Container, type Pod, Quantity } from '@sampan/api';
import { CalculationError } from './calculation-error.js';

/**
 * What Pods ask for of a resource, in thousandths, by name: the container's request, the Pod's own where it has any, or
 * those of all containers that run on. Throws where one of them does not ask for it.
 */
export function requestsOf(pods: readonly Pod[], resource: string, container?: string): Map<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.name ?? '', requestOf(pod, resource, container)]));
}

function requestOf(pod: Pod, resource: string, container: string | undefined): number {
  const whole = pod.spec.resources?.requests;
  if (container === undefined && whole !== undefined && Object.keys(whole).length > 0) {
    const request = whole[resource];
    if (request === undefined) {
      throw new CalculationError(`missing pod-level request for ${resource} in Pod ${pod.metadata.name}`);
    }
    return Quantity.parse(request).toMilli();
  }
  const concerned = runningContainers(pod).filter(({ name }) => container === undefined || name === container);
  return concerned.reduce((total, { name, resources }) => {
    const request = resources?.requests?.[resource];
    if (request === undefined) {
      throw new CalculationError(`missing request for ${resource} in container ${name} of Pod ${pod.metadata.name}`);
    }
    return total + Quantity.parse(request).toMilli();
  }, 0);
}

function runningContainers({ spec }: Pod): Container[] {
  return [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')];
}
