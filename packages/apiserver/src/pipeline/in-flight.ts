import { tooManyRequests } from '@sampan/api';
import type { RequestInfo } from './request-info.js';

/** How many requests are served at once; those that run on (watches, logs, connections) do not count. */
export interface InFlightLimits {
  /** Default: 400. */
  readonly reading?: number;
  /** Default: 200. */
  readonly writing?: number;
}

export interface InFlight {
  readonly reading: number;
  readonly writing: number;
  /** Lets a request in, and returns how it leaves. Throws 429. */
  enter(info: RequestInfo): () => void;
}

const longRunningSubresources = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);
const readingVerbs = new Set(['get', 'list', 'watch', 'head', 'options']);

/** Whether a request goes on after its answer began. */
export function isLongRunning({ verb, subresource }: RequestInfo): boolean {
  return verb === 'watch' || longRunningSubresources.has(subresource);
}

export function createInFlight({ reading = 400, writing = 200 }: InFlightLimits = {}): InFlight {
  const now = { reading: 0, writing: 0 };
  const limits = { reading, writing };
  const leaveReading = () => void now.reading--;
  const leaveWriting = () => void now.writing--;
  return {
    get reading() {
      return now.reading;
    },
    get writing() {
      return now.writing;
    },
    enter: (info) => {
      if (isLongRunning(info)) return nothing;
      const kind = readingVerbs.has(info.verb) ? 'reading' : 'writing';
      if (now[kind] >= limits[kind]) throw tooManyRequests('Too many requests, please try again later.');
      now[kind]++;
      return kind === 'reading' ? leaveReading : leaveWriting;
    },
  };
}

const nothing = () => {};
