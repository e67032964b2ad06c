import { type Pod, resources, setCondition } from '@sampan/api';
import { type Action, updateStatusAction } from '@sampan/client';

/** Says in the Pod's status that the control plane is about to end it, and why; its owner may treat it apart then. */
export function disruptionAction(
  pod: Pod,
  { reason, message, phase }: { reason: string; message: string; phase?: string },
  now: number,
): Action {
  const condition = { type: 'DisruptionTarget', status: 'True', reason, message };
  const conditions = setCondition(pod.status?.conditions, condition, now);
  return updateStatusAction(resources.pods, { ...pod, status: { ...pod.status, ...(phase && { phase }), conditions } });
}
