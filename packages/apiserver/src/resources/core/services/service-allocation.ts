import { field, invalid, type Service, type ServicePort, type ServiceSpec } from '@sampan/api';
import { AllocationError } from '../../../allocators/allocation-error.js';
import type { ServiceAllocator } from '../../../allocators/service-allocator.js';
import type { ServerContext } from '../../../server/server-context.js';
import { needsAddress, needsHealthPort, needsNodePorts, nodePortsOf } from './service-needs.js';

/** Takes what the Service needs and has not, writes it into the spec, and frees what it no longer uses. */
export function reserveAllocations(
  { metadata, spec }: Service,
  old: Service | undefined,
  { serviceAllocator }: ServerContext,
): (() => void) | undefined {
  const allocation: Allocation = { name: metadata.name ?? '', allocator: serviceAllocator, undo: [] };
  const giveBack = () => {
    for (const step of allocation.undo.reverse()) step();
  };
  try {
    reserveAddress(spec, old?.spec, allocation);
    reserveNodePorts(spec, old?.spec, allocation);
  } catch (error) {
    giveBack();
    throw error;
  }
  return allocation.undo.length === 0 ? undefined : giveBack;
}

/** Frees everything that a deleted Service held. */
export function releaseAllocations({ spec }: Service, { serviceAllocator }: ServerContext): void {
  if (hasAddress(spec)) serviceAllocator.releaseAddress(spec.clusterIP ?? '');
  for (const port of nodePortsOf(spec)) serviceAllocator.releaseNodePort(port);
}

/** What is being allocated for one Service, and how to undo it. */
interface Allocation {
  readonly name: string;
  readonly allocator: ServiceAllocator;
  readonly undo: (() => void)[];
}

function reserveAddress(spec: ServiceSpec, old: ServiceSpec | undefined, allocation: Allocation): void {
  const { allocator, undo } = allocation;
  const before = old !== undefined && hasAddress(old) ? (old.clusterIP ?? '') : '';
  if (needsAddress(spec) && spec.clusterIP !== before) {
    const requested = spec.clusterIP || undefined;
    const asked = { path: 'spec.clusterIPs', value: requested === undefined ? [] : [requested] };
    const address = forField(allocation, asked, () => allocator.allocateAddress(requested));
    undo.push(() => allocator.releaseAddress(address));
    spec.clusterIP = address;
    spec.clusterIPs = [address];
  }
  if (before !== '' && spec.clusterIP !== before) {
    allocator.releaseAddress(before);
    undo.push(() => allocator.allocateAddress(before));
  }
}

function reserveNodePorts(spec: ServiceSpec, old: ServiceSpec | undefined, allocation: Allocation): void {
  const { allocator, undo } = allocation;
  const before = old === undefined ? new Set<number>() : nodePortsOf(old);
  const take = (path: string, requested: number | undefined) => {
    if (requested !== undefined && before.has(requested)) return requested;
    const port = forField(allocation, { path, value: requested ?? 0 }, () => allocator.allocateNodePort(requested));
    undo.push(() => allocator.releaseNodePort(port));
    return port;
  };
  if (needsNodePorts(spec)) {
    const taken: ServicePort[] = [];
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const shared = taken.find((other) => sharesNodePort(other, port));
      port.nodePort = shared?.nodePort ?? take(`spec.ports[${index}].nodePort`, port.nodePort || undefined);
      taken.push(port);
    }
  }
  if (needsHealthPort(spec)) {
    spec.healthCheckNodePort = take('spec.healthCheckNodePort', spec.healthCheckNodePort || undefined);
  }
  const now = nodePortsOf(spec);
  for (const port of before) {
    if (now.has(port)) continue;
    allocator.releaseNodePort(port);
    undo.push(() => allocator.allocateNodePort(port));
  }
}

/** Runs an allocation; a refusal is told as what is wrong with the field that asked for it. */
function forField<R>({ name }: Allocation, { path, value }: { path: string; value: unknown }, allocate: () => R): R {
  try {
    return allocate();
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    throw invalid({ group: '', kind: 'Service' }, name, [field.invalid(path, value, error.message)]);
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
