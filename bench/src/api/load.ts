import { cpuMsOf, usageOf } from '../support/processes.js';
import { quantile } from '../support/statistics.js';
import { type Answer, type Connection, connect, type Request } from './connection.js';
import type { BenchServer } from './server.js';

/** What a load came to. */
export interface Measured {
  readonly operations: number;
  readonly perSecond: number;
  /** Milliseconds from request to answer. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the API server, all threads, for each operation. */
  readonly cpuMs: number;
  /** Memory of the API server (PSS) at the end, in bytes. */
  readonly memory: number;
}

export interface Load {
  /** Clients that each send one request after the other. */
  readonly clients: number;
  /** Ends by time, or when `next` has nothing more. */
  readonly seconds: number;
  /** The client's next operation; undefined: there are no more. `index` counts over all clients. */
  next(index: number, client: number): Request | Operation | undefined;
  /** What counts as done; default: every 2xx. An operation that did not succeed costs time and counts for nothing. */
  succeeded?(answer: Answer): boolean;
}

/** An operation of several requests. */
export type Operation = (connection: Connection) => Promise<Answer>;

/** Loads the server in closed loops, and measures. Throws at an answer that does not count, unless `succeeded` decides. */
export async function measure(server: BenchServer, load: Load): Promise<Measured> {
  const connections = await Promise.all(Array.from({ length: load.clients }, () => connect(server.endpoint)));
  const latencies: number[] = [];
  const cpuBefore = cpuMsOf(server.pid);
  const startedAt = performance.now();
  const deadline = startedAt + load.seconds * 1000;
  let index = 0;

  async function client(connection: Connection, number: number): Promise<void> {
    for (;;) {
      const begunAt = performance.now();
      const operation = begunAt < deadline ? load.next(index++, number) : undefined;
      if (operation === undefined) return;
      const answer = await (typeof operation === 'function' ? operation(connection) : connection.send(operation));
      if (load.succeeded?.(answer) ?? isSuccess(answer)) latencies.push(performance.now() - begunAt);
    }
  }

  try {
    await Promise.all(connections.map(client));
  } finally {
    for (const connection of connections) connection.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const operations = latencies.length;
  return {
    operations,
    perSecond: operations / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpuMs: (cpuMsOf(server.pid) - cpuBefore) / operations,
    memory: usageOf(server.pid).pss,
  };
}

/** Throws what the server said where it refused. */
export function isSuccess({ status, body }: Answer): boolean {
  if (status >= 200 && status < 300) return true;
  throw new Error(`the server answered ${status}: ${body.toString().slice(0, 500)}`);
}
