/** How the question to a webhook ended. */
export interface WebhookOutcome {
  readonly name: string;
  readonly type: 'admit' | 'validating';
  readonly operation: string;
  /** HTTP's, as the client is told or would be. */
  readonly code: number;
  /** What refused the request; absent: it goes on. */
  readonly rejectedBy?: 'no_error' | 'calling_webhook_error' | 'apiserver_internal_error';
  /** It goes on although the webhook failed. */
  readonly failedOpen?: boolean;
  readonly seconds: number;
}

interface Series {
  readonly labels: string;
  count: number;
  seconds: number;
  /** Each counted in the first bucket that fits. */
  readonly buckets: number[];
}

/** Seconds. */
const durationBuckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];

/** Counts what webhooks are asked, under kube-apiserver's names. */
export class WebhookMetrics {
  readonly #durations = new Map<string, Series>();
  readonly #requests = new Map<string, Series>();
  readonly #rejections = new Map<string, Series>();
  readonly #openFailures = new Map<string, Series>();

  observe({ name, type, operation, code, rejectedBy, failedOpen = false, seconds }: WebhookOutcome): void {
    const asked = { name, operation, rejected: String(rejectedBy !== undefined), type };
    const duration = seriesOf(this.#durations, asked);
    duration.count++;
    duration.seconds += seconds;
    const bucket = durationBuckets.findIndex((limit) => seconds <= limit);
    if (bucket !== -1) duration.buckets[bucket] = (duration.buckets[bucket] ?? 0) + 1;
    seriesOf(this.#requests, { code: String(code), ...asked }).count++;
    if (failedOpen) seriesOf(this.#openFailures, { name, type }).count++;
    if (rejectedBy === undefined) return;
    const labels = { error_type: rejectedBy, name, operation, rejection_code: String(code), type };
    seriesOf(this.#rejections, labels).count++;
  }

  /** Prometheus' text format. */
  format(): string {
    const duration = 'admission_duration_seconds';
    const lines = [
      ...head(duration, 'histogram', 'How long webhooks took to answer.'),
      ...[...this.#durations.values()].flatMap((series) => histogram(duration, series)),
      ...counter('request_total', 'Requests that webhooks were asked about.', this.#requests),
      ...counter('rejection_count', 'Requests that were refused by or because of webhooks.', this.#rejections),
      ...counter('fail_open_count', 'Failures of webhooks that were let pass.', this.#openFailures),
    ];
    return `${lines.join('\n')}\n`;
  }
}

/** Names of webhooks and operations have nothing to be escaped. */
function seriesOf(all: Map<string, Series>, labels: Readonly<Record<string, string>>): Series {
  const text = Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',');
  const known = all.get(text) ?? { labels: text, count: 0, seconds: 0, buckets: [] };
  all.set(text, known);
  return known;
}

function counter(name: string, help: string, series: ReadonlyMap<string, Series>): string[] {
  return [
    ...head(name, 'counter', help),
    ...[...series.values()].map(({ labels, count }) => line(name, labels, count)),
  ];
}

function histogram(name: string, { labels, count, seconds, buckets }: Series): string[] {
  let until = 0;
  const lines = durationBuckets.map((limit, index) => {
    until += buckets[index] ?? 0;
    return line(`${name}_bucket`, `${labels},le="${limit}"`, until);
  });
  return [
    ...lines,
    line(`${name}_bucket`, `${labels},le="+Inf"`, count),
    line(`${name}_sum`, labels, seconds),
    line(`${name}_count`, labels, count),
  ];
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP apiserver_admission_webhook_${name} ${help}`, `# TYPE apiserver_admission_webhook_${name} ${type}`];
}

function line(name: string, labels: string, value: number): string {
  return `apiserver_admission_webhook_${name}{${labels}} ${value}`;
}
