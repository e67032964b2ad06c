import {
  type Condition,
  deepEqual,
  findCondition,
  type IPAddress,
  resources,
  type ServiceCIDR,
  setCondition,
} from '@sampan/api';
import { type Action, updateAction, updateStatusAction } from '@sampan/client';
import { covers, holdsAddress } from './cidrs.js';

const finalizer = 'networking.k8s.io/service-cidr-finalizer';

/** How long after the begin of its deletion a ServiceCIDR stays: so long API servers may still give of its addresses. */
const deletionGraceMs = 10_000;

interface Observed {
  readonly others: readonly ServiceCIDR[];
  readonly addresses: readonly IPAddress[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Plan {
  readonly actions: Action[];
  readonly requeueAfterMs?: number;
}

/** What is to be done about a ServiceCIDR, as kube-controller-manager does it. */
export function planServiceCidr(serviceCidr: ServiceCIDR, observed: Observed): Plan {
  const { deletionTimestamp, finalizers = [] } = serviceCidr.metadata;
  if (deletionTimestamp === undefined) {
    // One write a look: the next one builds on it.
    if (!finalizers.includes(finalizer)) return { actions: [withFinalizers(serviceCidr, [...finalizers, finalizer])] };
    return { actions: statusOf(serviceCidr, ready, observed.now) };
  }
  if (!finalizers.includes(finalizer)) return { actions: [] };
  if (isNeeded(serviceCidr, observed)) return { actions: statusOf(serviceCidr, terminating, observed.now) };
  const requeueAfterMs = Date.parse(deletionTimestamp) + deletionGraceMs - observed.now;
  if (requeueAfterMs > 0) return { actions: [], requeueAfterMs };
  return {
    actions: [
      withFinalizers(
        serviceCidr,
        finalizers.filter((other) => other !== finalizer),
      ),
    ],
  };
}

type Verdict = Pick<Condition, 'status' | 'reason' | 'message'>;

const ready: Verdict = { status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
const terminating: Verdict = {
  status: 'False',
  reason: 'Terminating',
  message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
};

/** Whether some address would be in no range without this one. */
function isNeeded({ spec }: ServiceCIDR, { others, addresses }: Observed): boolean {
  const ranges = spec?.cidrs ?? [];
  const otherRanges = others.flatMap((other) => other.spec?.cidrs ?? []);
  if (ranges.every((range) => otherRanges.some((other) => covers(other, range)))) return false;
  return addresses
    .filter(({ metadata }) => metadata.labels?.['ipaddress.kubernetes.io/managed-by'] === 'ipallocator.k8s.io')
    .map(({ metadata }) => metadata.name ?? '')
    .filter((address) => ranges.some((range) => holdsAddress(range, address)))
    .some((address) => !otherRanges.some((other) => holdsAddress(other, address)));
}

function withFinalizers(serviceCidr: ServiceCIDR, finalizers: string[]): Action {
  return updateAction(resources.serviceCidrs, { ...serviceCidr, metadata: { ...serviceCidr.metadata, finalizers } });
}

/** The status that says so; nothing where it does already. */
function statusOf(serviceCidr: ServiceCIDR, verdict: Verdict, now: number): Action[] {
  const { conditions } = serviceCidr.status ?? {};
  const { status, reason, message } = findCondition(conditions, 'Ready') ?? {};
  if (deepEqual({ status, reason, message }, verdict)) return [];
  const condition = { type: 'Ready', ...verdict } as Condition;
  const next = { ...serviceCidr, status: { conditions: setCondition(conditions, condition, now) } };
  return [updateStatusAction(resources.serviceCidrs, next)];
}
