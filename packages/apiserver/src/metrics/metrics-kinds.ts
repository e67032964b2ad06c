import {
  formatTime,
  type KubernetesObject,
  metricsResources,
  type Node,
  type NodeMetrics,
  notFound,
  type Pod,
  type PodMetrics,
  Quantity,
  type ResourceUsage,
  type Schema,
} from '@sampan/api';
import { loadSchemas, referenceTo } from '@sampan/api/schemas';
import { nameColumn } from '../kinds/columns/common-columns.js';
import { defineResource } from '../kinds/define-resource.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { TableColumn } from '../kinds/table-column.js';
import type { ServerContext } from '../server/server-context.js';
import { measuredAt, resourceUsage } from './usage.js';

const usage: Schema = {
  type: 'object',
  additionalProperties: { $ref: referenceTo('io.k8s.apimachinery.pkg.api.resource.Quantity') },
  description: 'The amount of each resource, by its name.',
};
const measured: Record<string, Schema> = {
  timestamp: { type: 'string', format: 'date-time', description: 'When the measurement ended.' },
  window: { type: 'string', description: 'How long it took.' },
};
const container: Schema = {
  type: 'object',
  required: ['name', 'usage'],
  properties: { name: { type: 'string', description: "The container's name." }, usage },
};
const containers: Schema = { type: 'array', items: container, description: 'What each container uses.' };

/** What nodes use. */
const nodeMetrics = defineResource(metricsResources.nodes, {
  schema: schemaOf({ ...measured, usage }, 'What a node uses.'),
  columns: columnsOf<NodeMetrics>((object) => [object.usage]),
  computed: {
    get: async ({ name }, server) => {
      const node = server.objects.nodes.get('', name);
      await server.metrics.refresh();
      const metrics = node && metricsOfNode(node, server);
      if (metrics === undefined) throw notFound({ group: metricsResources.nodes.group, resource: 'nodemetrics' }, name);
      return metrics;
    },
    list: async (_, server) => {
      await server.metrics.refresh();
      return present((await server.objects.nodes.list()).map((node) => metricsOfNode(node, server)));
    },
  },
});

/** What Pods use, container by container. */
const podMetrics = defineResource(metricsResources.pods, {
  schema: schemaOf({ ...measured, containers }, 'What the containers of a Pod use.'),
  columns: columnsOf<PodMetrics>((object) => object.containers.map((each) => each.usage)),
  computed: {
    get: async ({ namespace, name }, server) => {
      const pod = server.objects.pods.get(namespace, name);
      await server.metrics.refresh();
      const metrics = pod && metricsOfPod(pod, server);
      if (metrics === undefined) {
        throw notFound({ group: metricsResources.pods.group, resource: 'podmetrics' }, `${namespace}/${name}`);
      }
      return metrics;
    },
    list: async (namespace, server) => {
      await server.metrics.refresh();
      return present((await server.objects.pods.list(namespace)).map((pod) => metricsOfPod(pod, server)));
    },
  },
});

/** `metrics.k8s.io`: served by this server, from the numbers of the nodes' agents. */
export const metricsKinds: readonly ResourceDefinition[] = [nodeMetrics, podMetrics];

function schemaOf(properties: Record<string, Schema>, description: string) {
  return { schema: { type: 'object', description, properties } satisfies Schema, registry: loadSchemas() };
}

/** The columns that metrics-server has; what a Pod uses is what its containers do. */
function columnsOf<T extends NodeMetrics | PodMetrics>(usages: (object: T) => ResourceUsage[]): TableColumn<T>[] {
  const amount = (name: string, description: string): TableColumn<T> => ({
    ...{ name, type: 'string', format: 'quantity', description },
    cell: (object) => Quantity.sum(usages(object).map((each) => each[name] ?? '0')).toString(),
  });
  return [
    nameColumn as TableColumn<T>,
    amount('cpu', 'How many cores.'),
    amount('memory', 'How much memory.'),
    {
      ...{ name: 'Window', type: 'string', format: 'duration', description: 'How long was measured.' },
      cell: ({ window }) => window,
    },
  ];
}

function metricsOfNode(node: Node, { metrics, clock }: ServerContext): NodeMetrics | undefined {
  const used = metrics.node(node.metadata.name ?? '');
  if (used === undefined) return undefined;
  const { apiVersion, kind } = metricsResources.nodes;
  return { kind, apiVersion, metadata: metadataOf(node, clock.now()), ...measuredAt(used), usage: resourceUsage(used) };
}

function metricsOfPod(pod: Pod, { metrics, clock }: ServerContext): PodMetrics | undefined {
  const { name = '', namespace = '' } = pod.metadata;
  const used = pod.spec.nodeName ? metrics.pod(pod.spec.nodeName, { namespace, name }) : undefined;
  const [first] = used ?? [];
  if (used === undefined || first === undefined) return undefined;
  const { apiVersion, kind } = metricsResources.pods;
  const named = used.map((each) => ({ name: each.name, usage: resourceUsage(each.usage) }));
  const metadata = metadataOf(pod, clock.now());
  return { kind, apiVersion, metadata, ...measuredAt(first.usage), containers: named };
}

/** Metrics have the name and the labels of what they are about, and are as old as the answer. */
function metadataOf({ metadata: { name, namespace, labels } }: KubernetesObject, now: number) {
  return {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    creationTimestamp: formatTime(now),
    ...(labels !== undefined && { labels }),
  };
}

function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item) => item !== undefined);
}
