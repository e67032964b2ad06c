import type { Container, PodSpec } from '../generated/types.js';
import { Quantity } from '../quantity/quantity.js';
import { isSidecar } from './sidecar.js';

/** Amounts by resource name: `cpu`, `memory`, `example.com/gpu`. */
export type ResourceAmounts = Record<string, Quantity>;

/**
 * What the scheduler reserves for a Pod: its containers and sidecars together, or the most that any step of its
 * initialization needs where that is more; what `spec.resources` says of the Pod as a whole instead; plus overhead.
 */
export function podRequests(spec: PodSpec): ResourceAmounts {
  const requests = containerRequests(spec);
  Object.assign(requests, podLevel(spec.resources?.requests));
  return add(requests, spec.overhead);
}

/** What its containers request together, whatever `spec.resources` says. */
export function containerRequests(spec: PodSpec): ResourceAmounts {
  return aggregate(spec, (container) => container.resources?.requests);
}

/** The Pod's limits, summed as {@link podRequests}; overhead only counts where there is a limit. */
export function podLimits(spec: PodSpec): ResourceAmounts {
  const limits = aggregate(spec, (container) => container.resources?.limits);
  Object.assign(limits, podLevel(spec.resources?.limits));
  const overhead = Object.entries(spec.overhead ?? {}).filter(([name]) => Object.hasOwn(limits, name));
  return add(limits, Object.fromEntries(overhead));
}

type Amounts = Record<string, string> | ResourceAmounts | undefined;

function aggregate(
  spec: PodSpec,
  amountsOf: (container: Container) => Record<string, string> | undefined,
): ResourceAmounts {
  const total: ResourceAmounts = {};
  for (const container of spec.containers) add(total, amountsOf(container));
  const sidecars: ResourceAmounts = {};
  const initialization: ResourceAmounts = {};
  for (const container of spec.initContainers ?? []) {
    const amounts = amountsOf(container);
    if (isSidecar(container)) {
      add(total, amounts);
      add(sidecars, amounts);
      raise(initialization, sidecars);
    } else {
      raise(initialization, add({ ...sidecars }, amounts));
    }
  }
  return raise(total, initialization);
}

/** Only cpu, memory and huge pages can be given for a Pod as a whole. */
function podLevel(amounts: Record<string, string> | undefined): ResourceAmounts {
  const supported = Object.entries(amounts ?? {}).filter(
    ([name]) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'),
  );
  return Object.fromEntries(supported.map(([name, amount]) => [name, Quantity.parse(amount)]));
}

function add(total: ResourceAmounts, amounts: Amounts): ResourceAmounts {
  for (const [name, amount] of Object.entries(amounts ?? {})) {
    total[name] = (total[name] ?? Quantity.zero).add(amount);
  }
  return total;
}

function raise(total: ResourceAmounts, amounts: ResourceAmounts): ResourceAmounts {
  for (const [name, amount] of Object.entries(amounts)) {
    const known = total[name];
    if (known === undefined || known.compare(amount) < 0) total[name] = amount;
  }
  return total;
}
