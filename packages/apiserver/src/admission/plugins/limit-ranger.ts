import {
  aggregateMessage,
  type Container,
  isSidecar,
  type LimitRangeItem,
  type PersistentVolumeClaim,
  type Pod,
  podLimits,
  podRequests,
  Quantity,
} from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { podCreation, podResize } from './pod-rules.js';

const annotation = 'kubernetes.io/limit-ranger';

/** Gives containers the requests and limits that their namespace's LimitRanges say, and refuses Pods and claims beyond them. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutating: {
    rules: podCreation,
    admit: (request) => (hasLimits(request) ? complete(request) : undefined),
  },
  validating: {
    rules: [...podCreation, podResize, { operations: ['CREATE', 'UPDATE'], resources: ['persistentvolumeclaims'] }],
    admit: (request) => (hasLimits(request) ? check(request) : undefined),
  },
};

/** Most namespaces have none: Pods do not wait there. */
function hasLimits({ server, namespace }: AdmissionRequest): boolean {
  return server.objects.limitRanges.count(namespace) > 0;
}

async function complete(request: AdmissionRequest): Promise<undefined> {
  for (const item of await limitsOf(request)) {
    if (item.type === 'Container') applyDefaults(request.object as Pod, item);
  }
}

async function check(request: AdmissionRequest): Promise<undefined> {
  const { object } = request;
  const isClaim = request.resource.kind === 'PersistentVolumeClaim';
  const violationsOf = (item: LimitRangeItem): string[] =>
    isClaim ? claimViolations(object as PersistentVolumeClaim, item) : violations(object as Pod, item);
  const messages = (await limitsOf(request)).flatMap(violationsOf);
  if (messages.length > 0) throw rejected(request, aggregateMessage(messages));
}

async function limitsOf({ server, namespace }: AdmissionRequest): Promise<LimitRangeItem[]> {
  const ranges = await server.objects.limitRanges.list(namespace);
  return ranges.flatMap(({ spec }) => spec?.limits ?? []);
}

function applyDefaults(pod: Pod, { defaultRequest = {}, default: defaultLimit = {} }: LimitRangeItem): void {
  const notes: string[] = [];
  const apply = (container: Container, what: string) => {
    const { requests = {}, limits = {} } = container.resources ?? {};
    const addedRequests = Object.keys(defaultRequest).filter((name) => requests[name] === undefined);
    const addedLimits = Object.keys(defaultLimit).filter((name) => limits[name] === undefined);
    if (addedRequests.length + addedLimits.length === 0) return;
    container.resources = {
      ...container.resources,
      requests: { ...defaultRequest, ...requests },
      limits: { ...defaultLimit, ...limits },
    };
    if (addedRequests.length > 0)
      notes.push(`${addedRequests.sort().join(', ')} request for ${what} ${container.name}`);
    if (addedLimits.length > 0) notes.push(`${addedLimits.sort().join(', ')} limit for ${what} ${container.name}`);
  };
  for (const container of pod.spec.containers) apply(container, 'container');
  for (const container of pod.spec.initContainers ?? []) apply(container, 'init container');
  if (notes.length === 0) return;
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [annotation]: `LimitRanger plugin set: ${notes.join('; ')}`,
  };
}

interface Amounts {
  requests: Record<string, Quantity | string>;
  limits: Record<string, Quantity | string>;
}

function violations(pod: Pod, item: LimitRangeItem): string[] {
  if (item.type === 'Pod') {
    return amountViolations({ requests: podRequests(pod.spec), limits: podLimits(pod.spec) }, item);
  }
  if (item.type !== 'Container') return [];
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)];
  return containers.flatMap(({ resources }) =>
    amountViolations({ requests: resources?.requests ?? {}, limits: resources?.limits ?? {} }, item),
  );
}

/** Claims have no limits: what they request is held against both bounds. */
function claimViolations({ spec }: PersistentVolumeClaim, { type, min = {}, max = {} }: LimitRangeItem): string[] {
  if (type !== 'PersistentVolumeClaim') return [];
  const requests = spec?.resources?.requests ?? {};
  const against = (bound: string, amounts: Record<string, string>, isBeyond: (order: number) => boolean): string[] =>
    Object.entries(amounts).flatMap(([name, amount]) => {
      const start = `${bound} ${name} usage per ${type} is ${amount}`;
      const requested = requests[name];
      if (requested === undefined) return [`${start}.  No request is specified`];
      return isBeyond(Quantity.of(requested).compare(amount)) ? [`${start}, but request is ${requested}`] : [];
    });
  return [...against('minimum', min, (order) => order < 0), ...against('maximum', max, (order) => order > 0)];
}

function amountViolations({ requests, limits }: Amounts, item: LimitRangeItem): string[] {
  const { type, min = {}, max = {}, maxLimitRequestRatio = {} } = item;
  const messages: string[] = [];
  for (const [name, least] of Object.entries(min)) {
    const start = `minimum ${name} usage per ${type} is ${least}`;
    if (requests[name] === undefined) messages.push(`${start}.  No request is specified`);
    else if (Quantity.of(requests[name]).compare(least) < 0)
      messages.push(`${start}, but request is ${requests[name]}`);
    else if (limits[name] !== undefined && Quantity.of(limits[name]).compare(least) < 0) {
      messages.push(`${start}, but limit is ${limits[name]}`);
    }
  }
  for (const [name, most] of Object.entries(max)) {
    const start = `maximum ${name} usage per ${type} is ${most}`;
    if (limits[name] === undefined) messages.push(`${start}.  No limit is specified`);
    else if (Quantity.of(limits[name]).compare(most) > 0) messages.push(`${start}, but limit is ${limits[name]}`);
    else if (requests[name] !== undefined && Quantity.of(requests[name]).compare(most) > 0) {
      messages.push(`${start}, but request is ${requests[name]}`);
    }
  }
  for (const [name, ratio] of Object.entries(maxLimitRequestRatio)) {
    const [request, limit] = [requests[name], limits[name]];
    const start = `${name} max limit to request ratio per ${type} is ${ratio}`;
    if (request === undefined || Quantity.of(request).isZero())
      messages.push(`${start}, but no request is specified or request is 0`);
    else if (limit === undefined || Quantity.of(limit).isZero())
      messages.push(`${start}, but no limit is specified or limit is 0`);
    else {
      const given = Quantity.of(limit).toFloat() / Quantity.of(request).toFloat();
      if (given > Quantity.of(ratio).toFloat()) messages.push(`${start}, but provided ratio is ${given.toFixed(6)}`);
    }
  }
  return messages;
}
