import { formatDuration, formatTime, Quantity, type ResourceUsage } from '@sampan/api';
import type { Point, Scrape } from './scrape.js';

/** What was used, on average, between two moments. */
export interface Usage {
  /** Milliseconds: when it was measured last, and for how long. */
  readonly time: number;
  readonly window: number;
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What the containers of a Pod used. */
export type PodUsage = readonly { readonly name: string; readonly usage: Usage }[];

/** What a node used between two scrapes; undefined where its counter went back, or time did not go on. */
export function nodeUsage(before: Scrape | undefined, { node }: Scrape): Usage | undefined {
  return node && usageBetween(before?.node, node);
}

/** What a Pod used between two scrapes; undefined unless it is known of each of its containers, as metrics-server has it. */
export function podUsage(before: Scrape | undefined, latest: Scrape, key: string): PodUsage | undefined {
  const containers = latest.pods.get(key);
  if (containers === undefined) return undefined;
  const known = before?.pods.get(key);
  const measured = [...containers].map(([name, point]) => ({
    name,
    usage: usageBetween(startOf(known?.get(name), point), point),
  }));
  return measured.every(isKnown) ? measured : undefined;
}

/** A container that has run long enough to say something. */
const shortestWindow = 1000;

/** Where to measure from: the point before, or the start of a container that was not there then. */
function startOf(before: Point | undefined, { startTime, time }: Point): Point | undefined {
  const isSame = before !== undefined && before.startTime === startTime;
  if (isSame) return before;
  if (startTime === undefined || time - startTime < shortestWindow) return undefined;
  return { time: startTime, cpuSeconds: 0, memoryBytes: 0 };
}

function usageBetween(before: Point | undefined, { time, cpuSeconds, memoryBytes }: Point): Usage | undefined {
  if (before === undefined || time <= before.time || cpuSeconds < before.cpuSeconds) return undefined;
  const window = time - before.time;
  return { time, window, cores: ((cpuSeconds - before.cpuSeconds) * 1000) / window, memoryBytes };
}

function isKnown(container: { name: string; usage: Usage | undefined }): container is PodUsage[number] {
  return container.usage !== undefined;
}

/** Usage as metrics-server writes it: `12345678n`, `20480Ki`. */
export function resourceUsage({ cores, memoryBytes }: Usage): ResourceUsage {
  const cpu = new Quantity(BigInt(Math.round(cores * 1e9)), 'DecimalSI');
  return { cpu: cpu.toString(), memory: Quantity.fromNumber(memoryBytes, 'BinarySI').toString() };
}

/** When it was measured, and for how long. */
export function measuredAt({ time, window }: Usage): { timestamp: string; window: string } {
  return { timestamp: formatTime(time), window: formatDuration(Math.round(window)) };
}
