import { tooManyRequests } from '@sampan/api';
import type { RequestInfo } from './request-info.js';

/** How many requests are served at once; those that run on (watches, logs, connections) are not limited. */
export interface InFlightLimits {
  /** Default: 400. */
  readonly reading?: number;
  /** Default: 200. */
  readonly writing?: number;
}

/** Requests of one kind that run on: watches, logs, upgraded connections. */
export interface LongRunning {
  readonly labels: Readonly<Record<'verb' | 'group' | 'version' | 'resource' | 'subresource', string>>;
  count: number;
}

export interface InFlight {
  readonly reading: number;
  readonly writing: number;
  /** Those that run on, by what they do. */
  longRunning(): Iterable<LongRunning>;
  /** Lets a request in, and returns how it leaves. Throws 429. */
  enter(info: RequestInfo): () => void;
}

const longRunningSubresources = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);
const readingVerbs = new Set(['get', 'list', 'watch', 'head', 'options']);

/** Whether a request goes on after its answer began. */
export function isLongRunning({ verb, subresource }: RequestInfo): boolean {
  return verb === 'watch' || longRunningSubresources.has(subresource);
}

export const defaultInFlight = { reading: 400, writing: 200 } as const;

export function createInFlight({
  reading = defaultInFlight.reading,
  writing = defaultInFlight.writing,
}: InFlightLimits = {}): InFlight {
  const now = { reading: 0, writing: 0 };
  const limits = { reading, writing };
  const running = new Map<string, LongRunning>();
  const leaveReading = () => void now.reading--;
  const leaveWriting = () => void now.writing--;
  return {
    get reading() {
      return now.reading;
    },
    get writing() {
      return now.writing;
    },
    longRunning: () => running.values(),
    enter: (info) => {
      if (isLongRunning(info)) return run(info);
      const kind = readingVerbs.has(info.verb) ? 'reading' : 'writing';
      if (now[kind] >= limits[kind]) throw tooManyRequests('Too many requests, please try again later.');
      now[kind]++;
      return kind === 'reading' ? leaveReading : leaveWriting;
    },
  };

  function run({ verb, group, version, resource, subresource }: RequestInfo): () => void {
    const key = `${verb} ${group} ${version} ${resource} ${subresource}`;
    let kind = running.get(key);
    if (kind === undefined) {
      kind = { labels: { verb: verb.toUpperCase(), group, version, resource, subresource }, count: 0 };
      running.set(key, kind);
    }
    const { count } = kind;
    kind.count = count + 1;
    return () => void (kind.count-- === 1 && running.delete(key));
  }
}
