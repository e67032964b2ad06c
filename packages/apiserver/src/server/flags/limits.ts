import { defineFlags, text } from './define-flags.js';
import { booleanOf, durationOf, limitOf } from './values.js';
import { withoutUndefined } from './without-undefined.js';

/** How much at once, and for how long. */
export interface LimitFlags {
  /** Milliseconds. */
  readonly metricResolution: number;
  readonly maxRequestsInflight: number | undefined;
  readonly maxMutatingRequestsInflight: number | undefined;
  readonly priorityAndFairness: boolean;
  /** Seconds. */
  readonly minRequestTimeout: number;
  /** Milliseconds. */
  readonly eventTtl: number;
}

export const limits = defineFlags({
  options: {
    'enable-priority-and-fairness': text,
    'event-ttl': text,
    'max-mutating-requests-inflight': text,
    'max-requests-inflight': text,
    'metric-resolution': text,
    'min-request-timeout': text,
  },
  usage: `
  --metric-resolution DURATION          how old metrics of nodes and Pods may be (15s)
  --max-requests-inflight N (400), --max-mutating-requests-inflight N (200)
  --enable-priority-and-fairness true|false
                                        whether these are seats that FlowSchemas share out (true)
  --min-request-timeout SECONDS (1800)  for how long a watch goes on that does not say it
  --event-ttl DURATION (1h)             for how long Events are kept`,
  read: (values): LimitFlags => ({
    metricResolution: durationOf('metric-resolution', values['metric-resolution'] ?? '15s'),
    maxRequestsInflight: limitOf('max-requests-inflight', values['max-requests-inflight']),
    maxMutatingRequestsInflight: limitOf('max-mutating-requests-inflight', values['max-mutating-requests-inflight']),
    priorityAndFairness: booleanOf('enable-priority-and-fairness', values['enable-priority-and-fairness'] ?? 'true'),
    minRequestTimeout: limitOf('min-request-timeout', values['min-request-timeout']) ?? 1800,
    eventTtl: durationOf('event-ttl', values['event-ttl'] ?? '1h'),
  }),
  configure: ({ maxRequestsInflight, maxMutatingRequestsInflight, ...others }) => ({
    ...others,
    inFlight: withoutUndefined({ reading: maxRequestsInflight, writing: maxMutatingRequestsInflight }),
  }),
});
