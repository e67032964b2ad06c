import { type Container, type PodSpec, podRequests, Quantity, type ResourceAmounts } from '@sampan/api';

/** Amounts of resources as plain numbers, cpu in thousandths, all else in units: what is added up a million times. */
export type Amounts = Readonly<Record<string, number>>;

/** What a Pod takes. */
export interface PodAmounts {
  /** What it asks for, with one of `pods` for its own place on the node. */
  readonly requests: Amounts;
  /** The same for scores, where containers that say nothing are taken to need something: such Pods spread too. */
  readonly nonZero: { readonly cpu: number; readonly memory: number };
}

/** What a container is taken to need when it does not say (cpu in thousandths, bytes). */
const assumed = { cpu: 100, memory: 200 * 1024 * 1024 } as const;

const known = new WeakMap<PodSpec, PodAmounts>();

/** What a Pod takes; computed once for each spec. */
export function amountsOf(spec: PodSpec): PodAmounts {
  let amounts = known.get(spec);
  if (amounts === undefined) {
    const requests = toNumbers(podRequests(spec));
    amounts = { requests: { ...requests, pods: 1 }, nonZero: nonZeroOf(spec, requests) };
    known.set(spec, amounts);
  }
  return amounts;
}

/** Says that a spec takes what another one does: they differ in the node alone. */
export function sameAmounts(spec: PodSpec, as: PodSpec): PodSpec {
  known.set(spec, amountsOf(as));
  return spec;
}

/** What a node has to give: `status.allocatable`. */
export function allocatableOf(allocatable: Record<string, string> | undefined): Amounts {
  return toNumbers(
    Object.fromEntries(Object.entries(allocatable ?? {}).map(([name, amount]) => [name, Quantity.parse(amount)])),
  );
}

/** `spec.resources` of the Pod as a whole leaves nothing to be assumed. */
function nonZeroOf(spec: PodSpec, requests: Amounts): { cpu: number; memory: number } {
  const whole = (name: 'cpu' | 'memory') => spec.resources?.requests?.[name] !== undefined;
  const silent = (name: 'cpu' | 'memory') => (container: Container) =>
    container.resources?.requests?.[name] === undefined;
  const sum = (name: 'cpu' | 'memory') =>
    (requests[name] ?? 0) + (whole(name) ? 0 : spec.containers.filter(silent(name)).length * assumed[name]);
  return { cpu: sum('cpu'), memory: sum('memory') };
}

/** The amount of one resource as it enters sums. */
function toNumbers(amounts: ResourceAmounts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, name === 'cpu' ? amount.toMilli() : amount.toNumber()]),
  );
}
