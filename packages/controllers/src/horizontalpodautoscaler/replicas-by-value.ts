import { isPodReady } from '@sampan/api';
import { CalculationError } from './calculation-error.js';
import { isWithin, type Target } from './replicas-by-pods.js';

/** How many Pods there should be, and the value or its average, in thousandths. */
export interface ValueProposal {
  readonly replicas: number;
  readonly milli: number;
}

/** By one value that should be another, whatever the number of Pods is; both in thousandths. */
export function replicasByValue(milli: number, wanted: number, target: Target): ValueProposal {
  const { specReplicas, tolerances, pods } = target;
  const ratio = milli / wanted;
  if (specReplicas === 0) return { replicas: Math.ceil(ratio), milli };
  if (isWithin(ratio, tolerances)) return { replicas: specReplicas, milli };
  if (pods.length === 0) {
    throw new CalculationError(
      'unable to calculate ready pods: no pods returned by selector while calculating replica count',
    );
  }
  const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod)).length;
  return { replicas: Math.ceil(ratio * ready), milli };
}

/** By one value that should be so much for each Pod; both in thousandths. */
export function replicasByShare(milli: number, wanted: number, { statusReplicas, tolerances }: Target): ValueProposal {
  const stays = statusReplicas > 0 && isWithin(milli / (wanted * statusReplicas), tolerances);
  const replicas = stays ? statusReplicas : Math.ceil(milli / wanted);
  return { replicas, milli: statusReplicas === 0 ? milli : Math.ceil(milli / statusReplicas) };
}
