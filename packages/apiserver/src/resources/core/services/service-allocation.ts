import { field, invalid, type Service, type ServicePort, type ServiceSpec } from '@sampan/api';
import { AllocationError } from '../../../allocators/allocation-error.js';
import type { ServiceAllocator } from '../../../allocators/service-allocator.js';
import type { Reservation, ReserveContext } from '../../../kinds/strategy.js';
import type { ServerContext } from '../../../server/server-context.js';
import { needsAddress, needsHealthPort, needsNodePorts, nodePortsOf } from './service-needs.js';

/** Takes what the Service needs and has not, and writes it into the spec. */
export async function reserveAllocations(
  { metadata, spec }: Service,
  old: Service | undefined,
  { server, dryRun }: ReserveContext,
): Promise<Reservation | undefined> {
  const { namespace = '', name = '' } = metadata;
  const allocation: Allocation = {
    ...{ holder: { namespace, name }, allocator: server.serviceAllocator, dryRun },
    taken: [],
    left: [],
  };
  try {
    await reserveAddress(spec, old?.spec, allocation);
    await reserveNodePorts(spec, old?.spec, allocation);
  } catch (error) {
    await giveBack(allocation.taken).catch(server.logError);
    throw error;
  }
  const { taken, left } = allocation;
  if (dryRun || taken.length + left.length === 0) return undefined;
  return { written: () => giveBack(left), failed: () => giveBack(taken) };
}

/** Frees everything that a deleted Service held. */
export async function releaseAllocations({ spec }: Service, { serviceAllocator }: ServerContext): Promise<void> {
  if (hasAddress(spec)) await serviceAllocator.addresses.release(spec.clusterIP ?? '');
  await serviceAllocator.nodePorts.release(nodePortsOf(spec));
}

/** What is being allocated for one Service. */
interface Allocation {
  readonly holder: { readonly namespace: string; readonly name: string };
  readonly allocator: ServiceAllocator;
  readonly dryRun: boolean;
  /** How to give back what was taken, and what the Service no longer uses. */
  readonly taken: GiveBack[];
  readonly left: GiveBack[];
}

type GiveBack = () => Promise<void>;

/** The last one first. */
async function giveBack(steps: readonly GiveBack[]): Promise<void> {
  for (const step of steps.toReversed()) await step();
}

async function reserveAddress(spec: ServiceSpec, old: ServiceSpec | undefined, allocation: Allocation): Promise<void> {
  const { allocator, holder, dryRun, taken, left } = allocation;
  const { addresses } = allocator;
  const before = old !== undefined && hasAddress(old) ? (old.clusterIP ?? '') : '';
  if (needsAddress(spec) && spec.clusterIP !== before) {
    const requested = spec.clusterIP || undefined;
    const asked = { path: 'spec.clusterIPs', value: requested === undefined ? [] : [requested] };
    const address = await forField(allocation, asked, () => addresses.allocate(holder, { requested, dryRun }));
    taken.push(() => addresses.release(address));
    spec.clusterIP = address;
    spec.clusterIPs = [address];
  }
  if (before !== '' && spec.clusterIP !== before) left.push(() => addresses.release(before));
}

async function reserveNodePorts(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  allocation: Allocation,
): Promise<void> {
  const { allocator, dryRun, taken, left } = allocation;
  const { nodePorts } = allocator;
  const before = old === undefined ? new Set<number>() : nodePortsOf(old);
  const take = async (path: string, requested: number | undefined) => {
    if (requested !== undefined && before.has(requested)) return requested;
    const asked = { path, value: requested ?? 0 };
    const port = await forField(allocation, asked, () => nodePorts.allocate({ requested, dryRun }));
    taken.push(() => nodePorts.release([port]));
    return port;
  };
  if (needsNodePorts(spec)) {
    const given: ServicePort[] = [];
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const shared = given.find((other) => sharesNodePort(other, port));
      port.nodePort = shared?.nodePort ?? (await take(`spec.ports[${index}].nodePort`, port.nodePort || undefined));
      given.push(port);
    }
  }
  if (needsHealthPort(spec)) {
    spec.healthCheckNodePort = await take('spec.healthCheckNodePort', spec.healthCheckNodePort || undefined);
  }
  const now = nodePortsOf(spec);
  const unused = [...before].filter((port) => !now.has(port));
  if (unused.length > 0) left.push(() => nodePorts.release(unused));
}

/** Runs an allocation; a refusal is told as what is wrong with the field that asked for it. */
async function forField<R>(
  { holder }: Allocation,
  { path, value }: { path: string; value: unknown },
  allocate: () => Promise<R>,
): Promise<R> {
  try {
    return await allocate();
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    throw invalid({ group: '', kind: 'Service' }, holder.name, [field.invalid(path, value, error.message)]);
  }
}

/** One node port serves a port number for all its protocols. */
function sharesNodePort(taken: ServicePort, port: ServicePort): boolean {
  if (taken.protocol === port.protocol) return false;
  return port.nodePort ? port.nodePort === taken.nodePort : port.port === taken.port;
}

function hasAddress(spec: ServiceSpec): boolean {
  return needsAddress(spec) && spec.clusterIP !== undefined && spec.clusterIP !== '';
}
