import { apiGroups } from './api-groups.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { describeResource } from './resource-description.js';

/** Amounts by resource: `cpu`, `memory`. */
export type ResourceUsage = Record<string, string>;

/** What was used, on average, during `window` (`15s`) up to `timestamp`. */
interface Measured extends KubernetesObject {
  timestamp: string;
  window: string;
}

/** `metrics.k8s.io` NodeMetrics. */
export interface NodeMetrics extends Measured {
  usage: ResourceUsage;
}

/** `metrics.k8s.io` PodMetrics. */
export interface PodMetrics extends Measured {
  containers: ContainerMetrics[];
}

/** What a container of a Pod uses. */
export interface ContainerMetrics {
  name: string;
  usage: ResourceUsage;
}

const apiVersion = `${apiGroups.metrics}/v1beta1`;

/** The kinds of `metrics.k8s.io`: they are measured when somebody asks, and stored nowhere. */
export const metricsResources = {
  nodes: describeResource<NodeMetrics>(apiVersion, 'NodeMetrics', { plural: 'nodes', namespaced: false, singular: '' }),
  pods: describeResource<PodMetrics>(apiVersion, 'PodMetrics', { plural: 'pods', namespaced: true, singular: '' }),
} as const;
