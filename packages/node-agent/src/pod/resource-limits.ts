import { Quantity, type ResourceRequirements } from '@sampan/api';
import type { ResourceLimits } from '../drivers/resource-limits.js';

/** What a container or a pod may use. Without a request of its own its limit is one, as everywhere in Kubernetes. */
export function resourceLimits({ requests = {}, limits = {} }: ResourceRequirements = {}): ResourceLimits {
  const request = requests.cpu ?? limits.cpu;
  return {
    ...(request !== undefined && { cpuRequestMilli: Quantity.of(request).toMilli() }),
    ...(limits.cpu !== undefined && { cpuLimitMilli: Quantity.of(limits.cpu).toMilli() }),
    ...(limits.memory !== undefined && { memoryLimitBytes: Quantity.of(limits.memory).toNumber() }),
  };
}
