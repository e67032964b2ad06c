import { ageOf, type Node, type Pod, podLimits, podRequests, Quantity, type ResourceAmounts } from '@sampan/api';
import { indent, tableLines } from '../lines.js';

const podHeader = ['Namespace', 'Name', '', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age'];
const podUnderline = podHeader.map((name) => '-'.repeat(name.length));
const standardResources = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

/** The pods on a node with what they ask for, then the sums, both as shares of what the node has to give. */
export function nodePodLines(node: Node, pods: readonly Pod[], now: number): string[] {
  const { capacity = {}, allocatable = {} } = node.status ?? {};
  const available = Object.keys(allocatable).length > 0 ? allocatable : capacity;
  const demands = pods.map((pod) => ({ pod, requests: podRequests(pod.spec), limits: podLimits(pod.spec) }));
  const rows = demands.map(({ pod, requests, limits }) => [
    pod.metadata.namespace ?? '',
    pod.metadata.name ?? '',
    '',
    share(requests, available, 'cpu'),
    share(limits, available, 'cpu'),
    share(requests, available, 'memory'),
    share(limits, available, 'memory'),
    ageOf(pod.metadata.creationTimestamp, now),
  ]);
  return [
    ...tableLines(`Non-terminated Pods:\t(${pods.length} in total)`, podHeader, [podUnderline, ...rows]),
    'Allocated resources:',
    ...indent([
      '(Total limits may be over 100 percent, i.e., overcommitted.)',
      'Resource\tRequests\tLimits',
      '--------\t--------\t------',
      ...sumLines({
        requests: total(demands.map(({ requests }) => requests)),
        limits: total(demands.map(({ limits }) => limits)),
        available,
      }),
    ]),
  ];
}

interface Sums {
  requests: ResourceAmounts;
  limits: ResourceAmounts;
  available: Readonly<Record<string, string>>;
}

/** cpu, memory and storage first, then huge pages, then what else the node has, without shares. */
function sumLines({ requests, limits, available }: Sums): string[] {
  const others = Object.keys(available).filter((name) => !standardResources.includes(name));
  const hugePages = others.filter((name) => name.startsWith('hugepages-')).sort();
  const extended = others.filter((name) => !name.startsWith('hugepages-')).sort();
  const withShares = ['cpu', 'memory', 'ephemeral-storage', ...hugePages].map((name) => {
    const isNothing = Quantity.parse(available[name] ?? '0').isZero();
    const text = (amounts: ResourceAmounts) =>
      isNothing ? `${amounts[name] ?? 0} (0%)` : share(amounts, available, name);
    return `${name}\t${text(requests)}\t${text(limits)}`;
  });
  return [...withShares, ...extended.map((name) => `${name}\t${requests[name] ?? 0}\t${limits[name] ?? 0}`)];
}

/** `100m (5%)`: the amount, and its share of what is available, rounded down. */
function share(amounts: ResourceAmounts, available: Readonly<Record<string, string>>, name: string): string {
  const amount = amounts[name] ?? Quantity.zero;
  const whole = Quantity.parse(available[name] ?? '0');
  const percent =
    name === 'cpu' ? (amount.toMilli() / whole.toMilli()) * 100 : (amount.toNumber() / whole.toNumber()) * 100;
  // A share of nothing is what Go makes of infinity as an integer.
  return `${amount} (${Number.isFinite(percent) ? Math.trunc(percent) : '-9223372036854775808'}%)`;
}

function total(all: readonly ResourceAmounts[]): ResourceAmounts {
  const sum: ResourceAmounts = {};
  for (const amounts of all) {
    for (const [name, amount] of Object.entries(amounts)) sum[name] = sum[name]?.add(amount) ?? amount;
  }
  return sum;
}
