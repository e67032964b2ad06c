import {
  type KubernetesObject,
  metricsResources,
  type Node,
  Quantity,
  type ResourceUsage,
  resources,
} from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { selectorFlags } from '../../framework/common-flags.js';
import { oneName } from '../../framework/completers.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { formatUsageTable, parseSortKey, requireMetrics, sortByUsage, usageCells } from './metrics.js';

export const topNode = defineCommand({
  name: 'node',
  aliases: ['nodes', 'no'],
  usage: '[NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of nodes',
  complete: oneName('node'),
  examples: `
# All nodes
kubectl top node

# One node
kubectl top node NODE_NAME`,
  flags: {
    selector: selectorFlags.selector,
    noHeaders: flag.bool('Leave out the head of the table.'),
    showCapacity: flag.bool('Shares of what the nodes have, instead of what they have for pods.'),
    sortBy: flag.string("'cpu' or 'memory': the largest first."),
    useProtocolBuffers: flag.bool('Accepted, without effect.', { default: true, hidden: true }),
  },

  async run({ context, args, flags, commandPath }) {
    if (args.length > 1) throw usageError(commandPath, 'node [NAME | -l label]');
    // An empty name is none.
    const name = args[0] || undefined;
    if (name !== undefined && flags.selector !== '') {
      throw new CommandError('only one of NAME or selector can be provided');
    }
    const sortKey = parseSortKey(flags.sortBy);
    await requireMetrics(context);
    const client = await context.client();
    const query = flags.selector === '' ? {} : { labelSelector: flags.selector };
    const key = { namespace: '', name: name ?? '' };
    const metrics =
      name === undefined
        ? (await client.resource(metricsResources.nodes).list(query)).items
        : [await client.resource(metricsResources.nodes).get(key)];
    if (metrics.length === 0) throw new CommandError('metrics not available yet');
    const nodes =
      name === undefined
        ? (await client.resource(resources.nodes).list(query)).items
        : [await client.resource(resources.nodes).get(key)];
    const available = new Map(nodes.map((node) => [node.metadata.name, availableOn(node, flags.showCapacity)]));
    const nameOf = ({ metadata }: KubernetesObject) => metadata.name ?? '';
    const sorted = sortByUsage(metrics, sortKey, { usage: (metric) => metric.usage, name: nameOf });
    const silent = nodes.filter((node) => !metrics.some((metric) => nameOf(metric) === nameOf(node)));
    const unknown = ['<unknown>', '<unknown>', '<unknown>', '<unknown>'];
    context.print(
      formatUsageTable([
        ...(flags.noHeaders ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]),
        ...sorted.map((metric) => [nameOf(metric), ...cells(metric.usage, available.get(nameOf(metric)))]),
        ...silent.map((node) => [nameOf(node), ...unknown]),
      ]),
    );
  },
});

function availableOn({ status }: Node, showCapacity: boolean): ResourceUsage {
  return (showCapacity ? status?.capacity : status?.allocatable) ?? {};
}

/** Amounts, each with its share; of nodes that are gone without shares. */
function cells(usage: ResourceUsage, available: ResourceUsage | undefined): string[] {
  const [cpu, memory] = usageCells(usage);
  if (available === undefined) return [cpu, memory];
  return [cpu, share(usage.cpu, available.cpu), memory, share(usage.memory, available.memory)];
}

function share(used = '0', whole = '0'): string {
  return `${Math.trunc((Quantity.parse(used).toFloat() / Quantity.parse(whole).toFloat()) * 100)}%`;
}
