import { formatDuration, metricsResources, type Pod, type PodMetrics, resources } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { allNamespacesFlag, selectorFlags } from '../../framework/common-flags.js';
import { oneName } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import {
  formatUsageTable,
  parseSortKey,
  requireMetrics,
  type SortKey,
  sortByUsage,
  sumUsage,
  usageCells,
} from './metrics.js';

export const topPod = defineCommand({
  name: 'pod',
  aliases: ['pods', 'po'],
  usage: '[NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of pods',
  complete: oneName('pod'),
  examples: `
# All pods of the namespace
kubectl top pod

# All pods of another namespace
kubectl top pod --namespace=NAMESPACE

# One pod and its containers
kubectl top pod POD_NAME --containers

# Pods with a label
kubectl top pod -l name=myLabel`,
  flags: {
    ...selectorFlags,
    ...allNamespacesFlag,
    containers: flag.bool('A line for each container.'),
    noHeaders: flag.bool('Leave out the head of the table.'),
    sortBy: flag.string("'cpu' or 'memory': the largest first."),
    sum: flag.bool('The sum of all as the last line.'),
    useProtocolBuffers: flag.bool('Accepted, without effect.', { default: true, hidden: true }),
  },

  async run({ context, args, flags, commandPath }) {
    if (args.length > 1) throw usageError(commandPath, 'pod [NAME | -l label]');
    // An empty name is none.
    const name = args[0] || undefined;
    if (name !== undefined && flags.selector !== '') {
      throw new CommandError('only one of NAME or selector can be provided');
    }
    const sortKey = parseSortKey(flags.sortBy);
    await requireMetrics(context);
    const { namespace } = await context.namespace();
    const query = { ...flags, namespace: flags.allNamespaces ? '' : namespace };
    const metrics = await readMetrics(context, name, query);
    if (metrics.length === 0) {
      await checkMissing(context, query);
      return context.warn(flags.allNamespaces ? 'No resources found' : `No resources found in ${namespace} namespace.`);
    }
    const sorted = sortByUsage(metrics, sortKey, { usage: podUsage, name: sortName });
    context.print(formatUsageTable(tableRows(sorted, flags, sortKey)));
  },
});

interface PodQuery {
  namespace: string;
  selector: string;
  fieldSelector: string;
}

function listOptions({ namespace, selector, fieldSelector }: PodQuery) {
  return {
    ...(namespace !== '' && { namespace }),
    ...(selector !== '' && { labelSelector: selector }),
    ...(fieldSelector !== '' && { fieldSelector }),
  };
}

async function readMetrics(context: Context, name: string | undefined, query: PodQuery): Promise<PodMetrics[]> {
  const resource = (await context.client()).resource(metricsResources.pods);
  if (name !== undefined) return [await resource.get({ namespace: query.namespace, name })];
  return (await resource.list(listOptions(query))).items;
}

/** How long a pod may run before it is an error that it has no metrics, in milliseconds. */
const metricsDelay = 2 * 60 * 1000;

/** Pods without metrics are new, or something is wrong. */
async function checkMissing(context: Context, query: PodQuery): Promise<void> {
  const { items } = await (await context.client()).resource(resources.pods).list(listOptions(query));
  if (items.length === 0) return;
  const age = ({ metadata }: Pod) => context.clock.now() - Date.parse(metadata.creationTimestamp ?? '');
  const old = items.find((pod) => age(pod) > metricsDelay);
  if (old === undefined) throw new CommandError('metrics not available yet');
  const { namespace, name } = old.metadata;
  throw new CommandError(`Metrics not available for pod ${namespace}/${name}, age: ${formatDuration(age(old))}`);
}

function podUsage({ containers }: PodMetrics) {
  return sumUsage(containers.map(({ usage }) => usage));
}

function sortName({ metadata }: PodMetrics): string {
  return `${metadata.namespace}/${metadata.name}`;
}

interface TableFlags {
  allNamespaces: boolean;
  containers: boolean;
  noHeaders: boolean;
  sum: boolean;
}

function tableRows(metrics: readonly PodMetrics[], flags: TableFlags, sortKey: SortKey): string[][] {
  const namespaceCell = (text: string) => (flags.allNamespaces ? [text] : []);
  const podCell = (text: string) => (flags.containers ? [text] : []);
  const rows = metrics.flatMap((pod) => {
    const { name = '', namespace = '' } = pod.metadata;
    if (!flags.containers) return [[...namespaceCell(namespace), name, ...usageCells(podUsage(pod))]];
    const containers = sortByUsage(pod.containers, sortKey, { usage: (each) => each.usage, name: (each) => each.name });
    return containers.map((container) => [
      ...namespaceCell(namespace),
      name,
      container.name,
      ...usageCells(container.usage),
    ]);
  });
  const header = [...namespaceCell('NAMESPACE'), ...podCell('POD'), 'NAME', 'CPU(cores)', 'MEMORY(bytes)'];
  // kubectl counts the columns while it prints their names.
  const before = flags.noHeaders ? [''] : [...namespaceCell(''), ...podCell(''), ''];
  const total = usageCells(sumUsage(metrics.map(podUsage)));
  return [
    ...(flags.noHeaders ? [] : [header]),
    ...rows,
    ...(flags.sum
      ? [
          [...before, '________', '________'],
          [...before, ...total],
        ]
      : []),
  ];
}
