import type { RandomSource } from '../server/random.js';
import { PreconditionError } from '../store/errors.js';
import type { Store, StoredObject } from '../store/store.js';
import { AllocationError } from './allocation-error.js';
import { pickFree } from './pick-free.js';

/** The ports of nodes that Services have: one RangeAllocation in the store, which no client sees. */
export interface NodePorts {
  /** Takes a free port, or the one asked for. Rejects with an AllocationError in Kubernetes' words. */
  allocate(options: { requested?: number | undefined; dryRun: boolean }): Promise<number>;
  release(ports: Iterable<number>): Promise<void>;
  /** Makes these the ports that are taken. */
  replace(ports: Iterable<number>): Promise<void>;
}

interface NodePortsOptions {
  readonly store: Store;
  /** The first and the last port. */
  readonly range: readonly [number, number];
  readonly random: Pick<RandomSource, 'below'>;
}

/** Where Kubernetes keeps it in etcd. */
const key = '/registry/ranges/servicenodeports';

export function createNodePorts({ store, range, random }: NodePortsOptions): NodePorts {
  const [first, last] = range;
  const size = last - first + 1;

  /** Reads which ports are taken, lets `step` change that, and writes it, again when somebody else wrote in between. */
  async function change<R>(step: (taken: Set<number>) => R): Promise<R> {
    for (;;) {
      const found = store.latest(key);
      const stored = found instanceof Promise ? await found : found;
      const taken = portsIn(stored);
      const result = step(taken);
      const encoded = encode(taken, range);
      if (stored === undefined ? taken.size === 0 : stored.bytes.equals(encoded.bytes)) return result;
      try {
        await store.commit({ type: 'put', key, expected: stored?.revision ?? 0, encode: () => encoded });
        return result;
      } catch (error) {
        if (!(error instanceof PreconditionError)) throw error;
      }
    }
  }

  function choose(taken: ReadonlySet<number>, requested: number | undefined): number {
    if (requested === undefined) {
      const isTaken = (number: number) => taken.has(first + number);
      const offset = pickFree({ size, reserved: staticBand(size), random, isTaken });
      if (offset === undefined) throw new AllocationError('failed to allocate a nodePort: range is full');
      return first + offset;
    }
    if (requested < first || requested > last) {
      throw new AllocationError(
        `provided port is not in the valid range. The range of valid ports is ${first}-${last}`,
      );
    }
    if (taken.has(requested)) throw new AllocationError('provided port is already allocated');
    return requested;
  }

  return {
    allocate: async ({ requested, dryRun }) => {
      if (dryRun) return choose(portsIn(await store.latest(key)), requested);
      return change((taken) => {
        const port = choose(taken, requested);
        taken.add(port);
        return port;
      });
    },
    release: (ports) =>
      change((taken) => {
        for (const port of ports) taken.delete(port);
      }),
    replace: (ports) =>
      change((taken) => {
        taken.clear();
        for (const port of ports) taken.add(port);
      }),
  };
}

/** As much of a core/v1 RangeAllocation as is kept; `data` has a bit for each port from the first on. */
interface PortAllocation {
  readonly range: string;
  readonly data: string;
}

function portsIn(stored: StoredObject | undefined): Set<number> {
  const ports = new Set<number>();
  if (stored === undefined || stored.damaged) return ports;
  const { range, data } = JSON.parse(stored.bytes.toString()) as PortAllocation;
  const first = Number(range.split('-')[0]);
  for (const [index, byte] of Buffer.from(data, 'base64').entries()) {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) ports.add(first + index * 8 + bit);
  }
  return ports;
}

/** Ports outside of the range are nobody's to give, and are not kept. */
function encode(taken: ReadonlySet<number>, [first, last]: readonly [number, number]) {
  const bits = Buffer.alloc(Math.ceil((last - first + 1) / 8));
  for (const port of taken) {
    const offset = port - first;
    if (offset >= 0 && port <= last) bits[offset >> 3] = (bits[offset >> 3] as number) | (1 << (offset & 7));
  }
  const allocation: PortAllocation = { range: `${first}-${last}`, data: bits.toString('base64') };
  const bytes = Buffer.from(JSON.stringify({ kind: 'RangeAllocation', apiVersion: 'v1', metadata: {}, ...allocation }));
  return { bytes, index: { uid: '', labels: {}, fields: {}, ownerUids: [] } };
}

/** The lower part of the range is left to those who ask for a port, as KEP-3668 has it. */
function staticBand(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
}
