import { isTrueParameter } from '@sampan/api';

/** What `pods/log` may ask for (`v1.PodLogOptions`). */
export interface LogOptions {
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  tailLines?: number;
  limitBytes?: number;
  /** Milliseconds since the Unix epoch: older lines are left out. */
  since?: number;
  stream?: 'stdout' | 'stderr';
}

/** Reads the query of a request for logs; throws an Error for values that make no sense. */
export function parseLogOptions(query: URLSearchParams, now: number): LogOptions {
  const sinceSeconds = integer(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime');
  const since = sinceTime ? Date.parse(sinceTime) : sinceSeconds === undefined ? undefined : now - sinceSeconds * 1000;
  if (Number.isNaN(since)) throw new Error(`invalid sinceTime "${sinceTime}"`);
  const stream = query.get('stream')?.toLowerCase();
  return {
    follow: isTrueParameter(query.get('follow')),
    previous: isTrueParameter(query.get('previous')),
    timestamps: isTrueParameter(query.get('timestamps')),
    tailLines: integer(query, 'tailLines'),
    limitBytes: integer(query, 'limitBytes'),
    since,
    ...(stream === 'stdout' || stream === 'stderr' ? { stream } : {}),
  };
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`invalid ${name} "${text}"`);
  return value;
}
