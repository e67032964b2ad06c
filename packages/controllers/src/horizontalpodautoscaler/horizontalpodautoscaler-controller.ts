import {
  deepEqual,
  formatKey,
  type ObjectKey,
  type Pod,
  parseLabelSelector,
  resources,
  type Scale,
  type Selector,
  type V2HorizontalPodAutoscaler,
  type V2MetricSpec,
} from '@sampan/api';
import { type ControllerContext, type ControllerDefinition, defineController, type Result } from '@sampan/client';
import { asksForMetrics, conclude, decide, type Observation, planUnreadable } from './decide.js';
import { firstHistory, type History } from './history.js';
import { createMetricsReader, type MetricsReader } from './readings.js';
import { messageOf, readTarget } from './scale-target.js';
import { createServedResources, type ServedResources } from './served-resources.js';
import { type AutoscalerSettings, defaultAutoscalerSettings } from './settings.js';

/*
 * Promises: the target of a HorizontalPodAutoscaler has as many Pods as its metrics ask for, within its bounds.
 * Reads: HorizontalPodAutoscalers, Pods, the `scale` of any kind, and metrics of `metrics.k8s.io`, `custom.metrics.k8s.io`
 * and `external.metrics.k8s.io`. Writes: that `scale`, HorizontalPodAutoscalers' status, Events.
 * Runs when: an autoscaler appears or its spec changes, and every 15 seconds as long as it is there.
 */
export function horizontalPodAutoscalerController(
  given: Partial<AutoscalerSettings> = {},
): ControllerDefinition<V2HorizontalPodAutoscaler> {
  const settings = { ...defaultAutoscalerSettings, ...given };
  const memory: Memory = { histories: new Map(), selectors: new Map() };
  let tools: Tools | undefined;
  return defineController({
    name: 'horizontal-pod-autoscaler',
    eventSource: 'horizontal-pod-autoscaler',
    primary: resources.horizontalPodAutoscalers,
    matters: ({ spec }, old) => !deepEqual(spec, old.spec),
    reads: [resources.pods],
    reconcile: (key, context) => {
      tools ??= toolsOf(context);
      return reconcile(key, context, { ...tools, memory, settings });
    },
  });
}

interface Tools {
  readonly served: ServedResources;
  readonly metrics: MetricsReader;
}

/** What the controller remembers; another that takes its place begins anew. */
interface Memory {
  readonly histories: Map<string, History>;
  /** Of the targets' Pods, by their autoscalers. */
  readonly selectors: Map<string, Selector>;
}

type Setting = Tools & { readonly memory: Memory; readonly settings: AutoscalerSettings };

function toolsOf({ client }: ControllerContext): Tools {
  const served = createServedResources(client);
  return { served, metrics: createMetricsReader(client, served) };
}

async function reconcile(key: ObjectKey, context: ControllerContext, setting: Setting): Promise<Result | undefined> {
  const { memory, settings } = setting;
  const id = formatKey(key);
  const autoscaler = context.lister(resources.horizontalPodAutoscalers).get(key);
  if (autoscaler === undefined) {
    memory.histories.delete(id);
    memory.selectors.delete(id);
    return undefined;
  }
  try {
    await scaleTarget(autoscaler, context, { ...setting, id });
  } catch (error) {
    context.logger.warn('an autoscaler could not be looked at', { key: id, error });
  }
  return { requeueAfterMs: settings.syncPeriod };
}

async function scaleTarget(
  autoscaler: V2HorizontalPodAutoscaler,
  context: ControllerContext,
  { served, metrics, memory, settings, id }: Setting & { id: string },
): Promise<void> {
  const { client, clock } = context;
  const target = await readTarget(autoscaler, { client, served });
  if ('problem' in target) {
    await context.perform(planUnreadable(autoscaler, target.problem, clock.now()));
    return;
  }
  const { scale } = target;
  const history = memory.histories.get(id) ?? firstHistory(scale.spec.replicas ?? 0, clock.now());
  const asks = asksForMetrics(autoscaler.spec, scale);
  const selected = asks ? selectPods(scale, context, { memory, id }) : { pods: [] };
  const wanted = asks && !('problem' in selected) ? (autoscaler.spec.metrics ?? []) : [];
  const { namespace = '' } = autoscaler.metadata;
  const read = (metric: V2MetricSpec) => metrics.read(metric, namespace, scale.status?.selector ?? '');
  const readings = await Promise.all(wanted.map(read));
  const observed = { scale, selected, readings, history, now: clock.now() };
  const decision = decide(autoscaler, observed, settings);
  const failure = decision.rescale && (await target.resize(decision.rescale.replicas));
  const { actions, history: next } = conclude(autoscaler, decision, { failure, now: clock.now() });
  memory.histories.set(id, next);
  await context.perform(actions);
}

/** The Pods of a target; unless its selector says nothing, or they are another autoscaler's as well. */
function selectPods(
  { metadata, status }: Scale,
  context: ControllerContext,
  { memory, id }: { memory: Memory; id: string },
): Observation['selected'] {
  const text = status?.selector ?? '';
  if (text === '') {
    const message = "the HPA target's scale is missing a selector";
    return {
      reason: 'SelectorRequired',
      condition: { reason: 'InvalidSelector', message },
      problem: 'selector is required',
    };
  }
  const refused = (reason: string, message: string) => ({ reason, condition: { reason, message }, problem: message });
  let selector: Selector;
  try {
    selector = parseLabelSelector(text);
  } catch (error) {
    const cause = messageOf(error);
    const what = "couldn't convert selector into a corresponding internal selector object";
    return refused('InvalidSelector', `${what}: ${cause}`);
  }
  memory.selectors.set(id, selector);
  const namespace = metadata.namespace ?? '';
  const all = context.lister(resources.pods).list({ namespace });
  const pods = all.filter(({ metadata: { labels } }) => selector.matches(labels));
  const rivals = autoscalersOf(pods, namespace, memory);
  if (rivals.length > 1) {
    const names = rivals.map((name) => `{${name} ${namespace}}`).join(' ');
    return refused('AmbiguousSelector', `pods by selector ${text} are controlled by multiple HPAs: [${names}]`);
  }
  return { pods };
}

/** The autoscalers whose targets select some of the Pods, by name. */
function autoscalersOf(pods: readonly Pod[], namespace: string, { selectors }: Memory): string[] {
  const prefix = formatKey({ namespace, name: '' });
  return [...selectors]
    .filter(([id, selector]) => id.startsWith(prefix) && pods.some(({ metadata }) => selector.matches(metadata.labels)))
    .map(([id]) => id.slice(prefix.length))
    .sort();
}
