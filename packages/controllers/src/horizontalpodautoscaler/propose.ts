import {
  type LabelSelector,
  Quantity,
  selectorText,
  type V2MetricSpec,
  type V2MetricStatus,
  type V2MetricTarget,
} from '@sampan/api';
import { CalculationError } from './calculation-error.js';
import type { Reading } from './readings.js';
import { replicasByAverage, replicasByUtilization, type Target } from './replicas-by-pods.js';
import { replicasByShare, replicasByValue } from './replicas-by-value.js';

/** How many Pods there should be by one metric. */
export interface Proposal {
  readonly replicas: number;
  /** What the metric is called when something is done because of it. */
  readonly name: string;
  readonly status: V2MetricStatus;
}

/** A metric that says nothing. */
export interface NoProposal {
  /** Of the event and the condition, with what they say. */
  readonly reason: string;
  readonly problem: string;
  /** The same, as the list of problems tells it. */
  readonly error: string;
}

/** What one metric says, in kube-controller-manager's words. */
export function propose(metric: V2MetricSpec, reading: Reading, target: Target): Proposal | NoProposal {
  const { reason, tell } = wordsOf(metric);
  try {
    if ('problem' in reading) throw new CalculationError(reading.problem);
    return proposalOf(metric, reading, target);
  } catch (error) {
    if (!(error instanceof CalculationError)) throw error;
    return { reason, ...tell(error.message) };
  }
}

export function isProposal(proposal: Proposal | NoProposal): proposal is Proposal {
  return 'replicas' in proposal;
}

type Found = Exclude<Reading, { problem: string }>;

function proposalOf(metric: V2MetricSpec, reading: Found, target: Target): Proposal {
  const { type, resource, containerResource, pods, object, external } = metric;
  if (resource !== undefined) {
    const proposal = byResource(resource, reading, target);
    const { name } = resource;
    return { ...proposal, status: { type, resource: { name, current: proposal.current } } };
  }
  if (containerResource !== undefined) {
    const { name, container } = containerResource;
    const proposal = byResource(containerResource, reading, target);
    return { ...proposal, status: { type, containerResource: { name, container, current: proposal.current } } };
  }
  if (pods !== undefined) {
    const milli = milliOf(pods.target.averageValue);
    const { replicas, average } = replicasByAverage(podsIn(reading), target, { resource: '', milli });
    const status = { type, pods: { metric: pods.metric, current: { averageValue: amount(average) } } };
    return { replicas, name: `pods metric ${pods.metric.name}`, status };
  }
  if (object !== undefined) {
    const { describedObject } = object;
    const { replicas, current, isAverage } = byValue(object.target, reading, target);
    const name = isAverage ? externalName(object.metric) : `${describedObject.kind} metric ${object.metric.name}`;
    return { replicas, name, status: { type, object: { describedObject, metric: object.metric, current } } };
  }
  if (external === undefined) throw new CalculationError(`unknown metric source type ${JSON.stringify(type)}`);
  const { replicas, current } = byValue(external.target, reading, target);
  const status = { type, external: { metric: external.metric, current } };
  return { replicas, name: externalName(external.metric), status };
}

function byResource(
  { name, container, target: wanted }: { name: string; container?: string; target: V2MetricTarget },
  reading: Found,
  target: Target,
) {
  const metrics = podsIn(reading);
  if (wanted.averageValue !== undefined) {
    const milli = milliOf(wanted.averageValue);
    const { replicas, average } = replicasByAverage(metrics, target, { resource: name, milli });
    return { replicas, name: `${name} resource`, current: { averageValue: amount(average) } };
  }
  const percent = wanted.averageUtilization;
  if (percent === undefined) {
    const missing = 'neither an average utilization target nor an average value (usage) target was set';
    throw new CalculationError(`invalid resource metric source: ${missing}`);
  }
  const proposal = replicasByUtilization(metrics, target, { resource: name, container, percent });
  const { replicas, average, utilization = 0 } = proposal;
  return {
    replicas,
    name: `${name} ${container === undefined ? '' : 'container '}resource utilization (percentage of request)`,
    current: { averageUtilization: utilization, averageValue: amount(average) },
  };
}

function byValue(wanted: V2MetricTarget, reading: Found, target: Target) {
  const value = 'milli' in reading ? reading.milli : 0;
  if (wanted.averageValue !== undefined) {
    const { replicas, milli } = replicasByShare(value, milliOf(wanted.averageValue), target);
    return { replicas, current: { averageValue: amount(milli) }, isAverage: true };
  }
  const { replicas, milli } = replicasByValue(value, milliOf(wanted.value), target);
  return { replicas, current: { value: amount(milli) }, isAverage: false };
}

function podsIn(reading: Found) {
  return 'pods' in reading ? reading.pods : new Map();
}

function milliOf(quantity = '0'): number {
  return Quantity.parse(quantity).toMilli();
}

function amount(milli: number): string {
  return Quantity.fromMilli(milli).toString();
}

interface Words {
  readonly reason: string;
  tell(problem: string): { problem: string; error: string };
}

/** How kube-controller-manager tells of a metric that says nothing. */
function wordsOf({ type, resource, containerResource, object, external }: V2MetricSpec): Words {
  const reason = `FailedGet${type}Metric`;
  const plain = (error: (problem: string) => string): Words => ({
    reason,
    tell: (problem) => ({ problem, error: error(problem) }),
  });
  if (resource !== undefined || containerResource !== undefined) {
    const { name = '', target } = resource ?? containerResource ?? {};
    const measure = target?.averageValue === undefined ? 'utilization' : 'usage';
    const subject = resource === undefined ? `${containerResource?.container} container` : `${name} resource`;
    return {
      reason,
      tell: (why) => {
        const problem = `failed to get ${name} ${measure}: ${why}`;
        return { problem, error: `failed to get ${subject} metric value: ${problem}` };
      },
    };
  }
  if (external !== undefined) {
    const { name } = external.metric;
    const subject = external.target.averageValue === undefined ? `external metric ${name}` : `${name} external metric`;
    return plain((problem) => `failed to get ${name} external metric value: failed to get ${subject}: ${problem}`);
  }
  return plain((problem) => `failed to get ${object === undefined ? 'pods' : 'object'} metric value: ${problem}`);
}

function externalName({ name, selector }: { name: string; selector?: LabelSelector }): string {
  return `external metric ${name}(${selectorText(selector)})`;
}
