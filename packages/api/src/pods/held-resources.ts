import type { Container, ContainerStatus, Pod, PodSpec, ResourceRequirements } from '../generated/types.js';
import { Quantity } from '../quantity/quantity.js';

type Amounts = Readonly<Record<string, string>>;

/**
 * The spec of a Pod with what it holds while it is resized: the most of what it asks for, has been given and has, so that
 * nobody else gets it; and nothing of what its node can never give (upstream's `UseStatusResources`). The spec itself where
 * that is the same.
 */
export function heldSpec({ spec, status = {} }: Pod): PodSpec {
  const { containerStatuses = [], initContainerStatuses = [], resources, allocatedResources, conditions = [] } = status;
  const known = new Map([...initContainerStatuses, ...containerStatuses].map((each) => [each.name, each]));
  const isInfeasible = conditions.some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible');
  const held = (container: Container) => heldContainer(container, known.get(container.name), isInfeasible);
  const [containers, initContainers] = [spec.containers.map(held), spec.initContainers?.map(held)];
  const own =
    spec.resources !== undefined && resources !== undefined
      ? heldOf(spec.resources, { resources, allocated: allocatedResources, isInfeasible })
      : spec.resources;
  const changes =
    own !== spec.resources || differ(containers, spec.containers) || differ(initContainers, spec.initContainers);
  if (!changes) return spec;
  return { ...spec, containers, ...(initContainers && { initContainers }), ...(own && { resources: own }) };
}

function differ(held: readonly Container[] = [], containers: readonly Container[] = []): boolean {
  return held.some((container, index) => container !== containers[index]);
}

function heldContainer(container: Container, status: ContainerStatus | undefined, isInfeasible: boolean): Container {
  if (status?.resources === undefined) return container;
  const { resources, allocatedResources: allocated } = status;
  const asked = container.resources ?? {};
  const held = heldOf(asked, { resources, allocated, isInfeasible });
  return held === asked ? container : { ...container, resources: held };
}

interface Given {
  /** What it has. */
  resources: ResourceRequirements;
  /** What it has been given of its requests. */
  allocated: Amounts | undefined;
  isInfeasible: boolean;
}

/** `asked` itself where it is held. */
function heldOf(asked: ResourceRequirements, { resources, allocated, isInfeasible }: Given): ResourceRequirements {
  const asking = isInfeasible ? {} : asked;
  const requests = most([asking.requests, resources.requests, allocated]);
  const limits = most([asking.limits, resources.limits]);
  return isSame(requests, asked.requests) && isSame(limits, asked.limits) ? asked : { requests, limits };
}

function most(all: readonly (Amounts | undefined)[]): Record<string, string> {
  const total: Record<string, string> = {};
  for (const [name, amount] of all.flatMap((amounts) => Object.entries(amounts ?? {}))) {
    const before = total[name];
    if (before === undefined || (before !== amount && Quantity.parse(before).compare(amount) < 0)) total[name] = amount;
  }
  return total;
}

function isSame(held: Amounts, asked: Amounts = {}): boolean {
  const names = Object.keys(held);
  return names.length === Object.keys(asked).length && names.every((name) => held[name] === asked[name]);
}
