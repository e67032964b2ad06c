import { isLongRunning } from './in-flight.js';
import type { RequestInfo } from './request-info.js';

/** Requests of one verb, resource and code. */
export interface RequestSeries {
  readonly labels: Readonly<Record<'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'code', string>>;
  count: number;
  /** Seconds, all together; long-running requests are not timed. */
  seconds: number;
  /** How many took at most so long, by {@link durationBuckets}; each counted in the first that fits. */
  readonly buckets: number[];
}

/** Seconds. */
export const durationBuckets = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 60] as const;

/** Counts requests, cheaply: metrics are read once in a while, and written with every request. */
export interface RequestMetrics {
  observe(info: RequestInfo | undefined, code: number, milliseconds: number): void;
  series(): Iterable<RequestSeries>;
}

/** More series than all resources, verbs and codes can give. */
const maxSeries = 10_000;

/** Only requests for what `isServed` have series of their own: whoever makes up names must not use up all series. */
export function createRequestMetrics(isServed: (info: RequestInfo) => boolean): RequestMetrics {
  const byKey = new Map<string, RequestSeries>();

  function seriesOf(info: RequestInfo | undefined, code: number): RequestSeries | undefined {
    const known = info?.isResource && isServed(info) ? info : undefined;
    const key = known
      ? `${known.verb} ${known.group} ${known.version} ${known.resource} ${known.subresource} ${code}`
      : `${info?.verb} ${code}`;
    let series = byKey.get(key);
    if (series === undefined && byKey.size < maxSeries) {
      const { group = '', version = '', resource = '', subresource = '' } = known ?? {};
      const labels = { verb: (info?.verb ?? '').toUpperCase(), group, version, resource, subresource, code: `${code}` };
      series = { labels, count: 0, seconds: 0, buckets: durationBuckets.map(() => 0) };
      byKey.set(key, series);
    }
    return series;
  }

  return {
    series: () => byKey.values(),
    observe: (info, code, milliseconds) => {
      const series = seriesOf(info, code);
      if (series === undefined) return;
      series.count++;
      if (info !== undefined && isLongRunning(info)) return;
      const seconds = milliseconds / 1000;
      series.seconds += seconds;
      const bucket = durationBuckets.findIndex((limit) => seconds <= limit);
      if (bucket !== -1) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
    },
  };
}
