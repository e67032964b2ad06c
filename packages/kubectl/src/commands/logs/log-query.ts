import { resources } from '@sampan/api';
import { objectPath } from '@sampan/client';
import { CommandError } from '../../framework/errors.js';
import type { LogSource } from './log-sources.js';

/** What of a log is wanted; durations in milliseconds. */
export interface LogWish {
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  since: number;
  sinceTime: string;
  tail: number;
  limitBytes: number;
  insecureSkipTlsVerifyBackend: boolean;
}

/** The path of a container's log, with the query of `PodLogOptions`. */
export function logPath({ namespace, pod, container }: LogSource, wish: LogWish): string {
  const query = new URLSearchParams();
  if (container !== '') query.set('container', container);
  if (wish.follow) query.set('follow', 'true');
  if (wish.insecureSkipTlsVerifyBackend) query.set('insecureSkipTLSVerifyBackend', 'true');
  if (wish.limitBytes !== 0) query.set('limitBytes', String(wish.limitBytes));
  if (wish.previous) query.set('previous', 'true');
  if (wish.since !== 0) query.set('sinceSeconds', String(Math.round(wish.since / 1000)));
  if (wish.sinceTime !== '') query.set('sinceTime', wish.sinceTime);
  if (wish.tail >= 0) query.set('tailLines', String(wish.tail));
  if (wish.timestamps) query.set('timestamps', 'true');
  const text = query.size === 0 ? '' : `?${query}`;
  return `${objectPath(resources.pods, { namespace, name: pod }, 'log')}${text}`;
}

/** The value of `--since-time` in the form that the server takes; empty if it was not given. */
export function parseSinceTime({ since, sinceTime }: { since: number; sinceTime: string }): string {
  if (sinceTime === '') return '';
  if (since !== 0) throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$/.test(sinceTime);
  const time = new Date(sinceTime.replace(',', '.'));
  if (!isTime || Number.isNaN(time.getTime())) {
    throw new CommandError(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    );
  }
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
