import type { Clock } from '@sampan/api';
import type { NodeConnector } from '../nodes/node-connector.js';
import type { ObjectAccess } from '../objects/object-access.js';
import { parseScrape, type Scrape } from './scrape.js';
import { nodeUsage, type PodUsage, podUsage, type Usage } from './usage.js';

/** What nodes and Pods use now. Undefined: it is not known, or not yet. */
export interface ResourceMetrics {
  /** Looks what is used, unless that was done a moment ago; what the other two say is from then. */
  refresh(): Promise<void>;
  node(name: string): Usage | undefined;
  /** What the containers of a Pod use on `node`. */
  pod(node: string, key: { namespace: string; name: string }): PodUsage | undefined;
}

export interface ResourceMetricsOptions {
  readonly nodes: NodeConnector;
  readonly objects: ObjectAccess;
  readonly clock: Clock;
  /** For how many milliseconds an answer is new enough. Default: 15 s. */
  readonly resolution?: number;
}

/** Use over so many periods is no longer what is used now. */
const longestWindow = 4;
/** Where nothing is known of the last minute, use is measured during a second. */
const firstWindow = 1000;
/** An agent that does not answer in this time, in milliseconds, is left out. */
const patience = 5000;

/**
 * Asks the agents of all nodes when somebody asks for metrics, and compares with what they said before: nobody asks, nothing
 * runs. Agents that do not answer are left out, as metrics-server has it.
 */
export function createResourceMetrics(options: ResourceMetricsOptions): ResourceMetrics {
  const { nodes, objects, clock, resolution = 15_000 } = options;
  let before = new Map<string, Scrape>();
  let latest = new Map<string, Scrape>();
  let takenAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  async function measure(): Promise<void> {
    if (clock.now() - takenAt > longestWindow * resolution) {
      latest = await scrapeAll();
      await new Promise<void>((resolve) => clock.setTimeout(resolve, firstWindow));
    }
    const next = await scrapeAll();
    [before, latest, takenAt] = [latest, next, clock.now()];
  }

  async function scrapeAll(): Promise<Map<string, Scrape>> {
    const names = (await objects.nodes.list()).map(({ metadata }) => metadata.name ?? '');
    const scrapes = await Promise.all(names.map(async (name) => ({ name, scrape: await scrapeOf(name) })));
    return new Map(scrapes.flatMap(({ name, scrape }) => (scrape === undefined ? [] : [[name, scrape]])));
  }

  async function scrapeOf(node: string): Promise<Scrape | undefined> {
    try {
      const { status, body } = await nodes.request(node, '/metrics/resource', {
        signal: AbortSignal.timeout(patience),
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return status === 200 ? parseScrape(Buffer.concat(chunks).toString(), clock.now()) : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    refresh: async () => {
      if (underWay === undefined && clock.now() - takenAt < resolution) return;
      underWay ??= measure().finally(() => {
        underWay = undefined;
      });
      await underWay;
    },
    node: (name) => {
      const scrape = latest.get(name);
      return scrape && nodeUsage(before.get(name), scrape);
    },
    pod: (node, { namespace, name }) => {
      const scrape = latest.get(node);
      return scrape && podUsage(before.get(node), scrape, `${namespace}/${name}`);
    },
  };
}
