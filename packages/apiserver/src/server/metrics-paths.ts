import type { Gauge, Registry } from 'prom-client';
import type { FlowControl } from '../flowcontrol/flow-control.js';
import { formatFlowControl } from '../flowcontrol/flow-control-metrics.js';
import type { InFlight } from '../pipeline/in-flight.js';
import type { PathTable } from '../pipeline/paths.js';
import { durationBuckets, type RequestMetrics } from '../pipeline/request-metrics.js';
import type { ServerContext } from './server-context.js';

export interface MetricsOptions {
  readonly server: ServerContext;
  readonly requests: RequestMetrics;
  readonly inFlight: InFlight;
  readonly flow: FlowControl | undefined;
}

/** `/metrics`: Prometheus' text format, with kube-apiserver's names. Nothing is computed until somebody asks. */
export function metricsPaths(options: MetricsOptions): PathTable {
  let registry: Promise<Registry> | undefined;
  return {
    exact: {
      '/metrics': async () => {
        registry ??= createRegistry(options);
        const metrics = await registry;
        const parts = [
          ...[await metrics.metrics(), formatRequests(options.requests), formatFlowControl(options.flow)],
          options.server.webhookMetrics.format(),
        ];
        const body = Buffer.from(parts.join(''));
        return { status: 200, headers: { 'content-type': metrics.contentType }, body };
      },
    },
    prefixes: {},
  };
}

const labelNames: Record<string, string[]> = {
  apiserver_current_inflight_requests: ['request_kind'],
  apiserver_longrunning_requests: ['verb', 'group', 'version', 'resource', 'subresource'],
};

async function createRegistry({ server, inFlight }: MetricsOptions): Promise<Registry> {
  const { Registry: RegistryClass, Gauge: GaugeClass, collectDefaultMetrics } = await import('prom-client');
  const registry = new RegistryClass();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: (gauge: Gauge) => void) => {
    const created: Gauge = new GaugeClass({
      name,
      help,
      registers: [registry],
      labelNames: labelNames[name] ?? [],
      collect: () => read(created),
    });
  };
  const { store } = server;
  gauge('apiserver_current_inflight_requests', 'Requests that are being served now.', (metric) => {
    metric.set({ request_kind: 'readOnly' }, inFlight.reading);
    metric.set({ request_kind: 'mutating' }, inFlight.writing);
  });
  gauge('apiserver_longrunning_requests', 'Watches, logs and upgraded connections that are open now.', (metric) => {
    metric.reset();
    for (const { labels, count } of inFlight.longRunning()) metric.set(labels, count);
  });
  gauge('apiserver_longrunning_watches', 'Watches that are open now.', (metric) => metric.set(server.watches.count));
  gauge('apiserver_storage_revision', 'The newest revision of the store.', (metric) => metric.set(store.revision));
  gauge('apiserver_storage_compacted_revision', 'Revisions up to this one were compacted away.', (metric) => {
    metric.set(store.compactedRevision);
  });
  gauge('apiserver_storage_objects', 'Objects in the store.', (metric) => metric.set(store.count('/registry/')));
  return registry;
}

/** The requests' counters and histograms, which are kept outside of the registry. */
function formatRequests(requests: RequestMetrics): string {
  const counts = [
    '# HELP apiserver_request_total Requests that were answered.',
    '# TYPE apiserver_request_total counter',
  ];
  const name = 'apiserver_request_duration_seconds';
  const durations = [`# HELP ${name} How long requests took to answer.`, `# TYPE ${name} histogram`];
  for (const { labels, count, seconds, buckets } of requests.series()) {
    const text = Object.entries(labels)
      .map(([label, value]) => `${label}="${escapeLabel(value)}"`)
      .join(',');
    counts.push(`apiserver_request_total{${text}} ${count}`);
    let cumulative = 0;
    for (const [index, limit] of durationBuckets.entries()) {
      cumulative += buckets[index] ?? 0;
      durations.push(`${name}_bucket{${text},le="${limit}"} ${cumulative}`);
    }
    durations.push(`${name}_bucket{${text},le="+Inf"} ${count}`, `${name}_sum{${text}} ${seconds}`);
    durations.push(`${name}_count{${text}} ${count}`);
  }
  return `${[...counts, ...durations].join('\n')}\n`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}
