import {
  type APIGroup,
  apiGroups,
  isNotFound,
  type LabelSelector,
  labelSelectorAsSelector,
  metricsResources,
  type PodMetrics as PodMetricsObject,
  parseApiVersion,
  parseDuration,
  Quantity,
  selectorText,
  type V2CrossVersionObjectReference,
  type V2MetricSpec,
} from '@sampan/api';
import { type Client, withQuery } from '@sampan/client';
import { messageOf } from './scale-target.js';
import type { ServedResources } from './served-resources.js';

/** What was measured of each Pod, by its name. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

export interface PodMetric {
  /** Thousandths. */
  readonly value: number;
  /** Milliseconds: when it was measured, and for how long. */
  readonly timestamp: number;
  readonly window: number;
}

/** What a metric is now: of each Pod, one value in thousandths, or why it is not known. */
export type Reading = { readonly pods: PodMetrics } | { readonly milli: number } | { readonly problem: string };

/** Reads one metric from the API that offers it; what goes wrong is told in kube-controller-manager's words. */
export interface MetricsReader {
  /** `selector` is that of the target's Pods, as a query writes it. */
  read(metric: V2MetricSpec, namespace: string, selector: string): Promise<Reading>;
}

/** How long a custom metric was measured that does not say it, in milliseconds. */
const customWindow = 60_000;

export function createMetricsReader(client: Client, served: ServedResources): MetricsReader {
  let version: string | undefined;

  async function read(metric: V2MetricSpec, namespace: string, selector: string): Promise<Reading> {
    const { resource, containerResource, pods, object, external } = metric;
    if (resource !== undefined) return readResource(resource, namespace, selector);
    if (containerResource !== undefined) return readResource(containerResource, namespace, selector);
    if (pods !== undefined) {
      return explained(`unable to get metric ${pods.metric.name}: `, async () => ({
        pods: byPod(await customMetrics(namespace, pods.metric, { resource: 'pods', name: '*', selector })),
      }));
    }
    if (object !== undefined) return readObject(object, namespace);
    if (external !== undefined) return readExternal(external.metric, namespace);
    return { problem: `unknown metric source type ${JSON.stringify(metric.type)}` };
  }

  function readResource(
    { name, container }: { name: string; container?: string },
    namespace: string,
    labelSelector: string,
  ): Promise<Reading> {
    return explained(`unable to get metrics for resource ${name}: `, async () => {
      const { items } = await explained('unable to fetch metrics from resource metrics API: ', () =>
        client.resource(metricsResources.pods).list({ namespace, labelSelector }),
      );
      if (items.length === 0) throw new ReadingError('no metrics returned from resource metrics API');
      return { pods: new Map(items.flatMap((pod) => resourceOf(pod, name, container))) };
    });
  }

  async function readObject(
    { metric, describedObject }: { metric: MetricName; describedObject: V2CrossVersionObjectReference },
    namespace: string,
  ): Promise<Reading> {
    const { kind, name } = describedObject;
    // Kubernetes puts these in this order.
    return explained(`unable to get metric ${metric.name}: ${kind} on ${namespace} ${name}/`, async () => {
      const isNamespace = kind === 'Namespace' && parseApiVersion(describedObject.apiVersion ?? '').group === '';
      const described = isNamespace ? { resource: 'metrics' } : { resource: await resourceName(describedObject), name };
      const [first] = await customMetrics(isNamespace ? name : namespace, metric, described);
      return { milli: milliOf(first?.value) };
    });
  }

  async function readExternal(metric: MetricName, namespace: string): Promise<Reading> {
    const named = `${namespace}/${metric.name}/${selectorText(metric.selector)}`;
    return explained(`unable to get external metric ${named}: `, async () => {
      const path = `/apis/${apiGroups.externalMetrics}/v1beta1/namespaces/${namespace}/${metric.name}`;
      const labelSelector = queryOf(metric.selector);
      const { items } = await explained('unable to fetch metrics from external metrics API: ', () =>
        client.json<ValueList>({ method: 'GET', path: withQuery(path, { labelSelector }) }),
      );
      if (items.length === 0) throw new ReadingError('no metrics returned from external metrics API');
      return { milli: items.reduce((total, { value }) => total + milliOf(value), 0) };
    });
  }

  async function customMetrics(
    namespace: string,
    metric: MetricName,
    { resource, name, selector }: { resource: string; name?: string; selector?: string },
  ): Promise<MetricValue[]> {
    const { items } = await explained('unable to fetch metrics from custom metrics API: ', async () => {
      const described = [resource, ...(name === undefined ? [] : [name]), metric.name].map(encode).join('/');
      const path = `/apis/${apiGroups.customMetrics}/${await customVersion()}/namespaces/${namespace}/${described}`;
      const query = { labelSelector: selector, metricLabelSelector: queryOf(metric.selector) };
      return client.json<ValueList>({ method: 'GET', path: withQuery(path, query) });
    });
    if (items.length === 0) throw new ReadingError('no metrics returned from custom metrics API');
    return items;
  }

  /** The newest version that both sides know; it is looked up until there is one. */
  async function customVersion(): Promise<string> {
    version ??= await registeredVersion(client);
    if (version === undefined) throw new ReadingError(`no custom metrics API (${apiGroups.customMetrics}) registered`);
    return version;
  }

  async function resourceName({ apiVersion = '', kind }: V2CrossVersionObjectReference): Promise<string> {
    const { group } = parseApiVersion(apiVersion);
    const [found] = await served.find((candidate) => candidate.group === group && candidate.kind === kind);
    if (found === undefined) throw new ReadingError(`no matches for kind "${kind}" in group "${group}"`);
    return group === '' ? found.plural : `${found.plural}.${group}`;
  }

  return {
    read: async (metric, namespace, selector) => {
      try {
        return await read(metric, namespace, selector);
      } catch (error) {
        return { problem: messageOf(error) };
      }
    },
  };
}

async function registeredVersion(client: Client): Promise<string | undefined> {
  try {
    const path = `/apis/${apiGroups.customMetrics}`;
    const { versions = [] } = await client.json<APIGroup>({ method: 'GET', path });
    return ['v1beta2', 'v1beta1'].find((known) => versions.some((each) => each.version === known));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

class ReadingError extends Error {
  override readonly name = 'ReadingError';
}

/** Says before what goes wrong what was being done. */
async function explained<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ReadingError(`${doing}${messageOf(error)}`, { cause: error });
  }
}

interface MetricName {
  readonly name: string;
  readonly selector?: LabelSelector;
}

/** Of `custom.metrics.k8s.io` and `external.metrics.k8s.io`; the first versions call the window `window`. */
interface MetricValue {
  readonly describedObject?: { readonly name?: string };
  readonly timestamp: string;
  readonly windowSeconds?: number;
  readonly window?: number;
  readonly value: string;
}

interface ValueList {
  readonly items: MetricValue[];
}

function byPod(values: readonly MetricValue[]): PodMetrics {
  return new Map(
    values.map(({ describedObject, timestamp, windowSeconds, window, value }) => {
      const seconds = windowSeconds ?? window;
      const milliseconds = seconds === undefined ? customWindow : seconds * 1000;
      const metric = { value: milliOf(value), timestamp: Date.parse(timestamp), window: milliseconds };
      return [describedObject?.name ?? '', metric];
    }),
  );
}

/** A Pod is left out where one of its containers does not say how much it uses. */
function resourceOf(
  { metadata, timestamp, window, containers }: PodMetricsObject,
  resource: string,
  container: string | undefined,
): [string, PodMetric][] {
  const concerned = containers.filter(({ name }) => container === undefined || name === container);
  if (container !== undefined && concerned.length === 0) {
    const pod = `${metadata.namespace}/${metadata.name}`;
    throw new ReadingError(
      `failed to get container metrics: container ${container} not present in metrics for pod ${pod}`,
    );
  }
  if (concerned.length === 0 || concerned.some(({ usage }) => usage[resource] === undefined)) return [];
  const value = concerned.reduce((total, { usage }) => total + milliOf(usage[resource]), 0);
  const metric = { value, timestamp: Date.parse(timestamp), window: parseDuration(window) };
  return [[metadata.name ?? '', metric]];
}

function milliOf(quantity = '0'): number {
  return Quantity.parse(quantity).toMilli();
}

/** A selector as a query writes it; throws for one that says nothing sensible. */
function queryOf(selector: LabelSelector | undefined): string {
  return selector === undefined ? '' : labelSelectorAsSelector(selector).toString();
}

function encode(segment: string): string {
  return segment === '*' ? segment : encodeURIComponent(segment);
}
