import {
  aggregateMessage,
  type Binding,
  conflict,
  type FieldError,
  field,
  fieldErrorMessage,
  formatTime,
  type KubernetesObject,
  type Pod,
  setCondition,
  unclassifiedError,
} from '@sampan/api';
import type { ActionRequest, ActionSubresource } from '../../../kinds/subresource.js';
import { success } from '../../../kinds/success.js';

/** `pods/binding`: the scheduler's decision where a Pod runs. It is made once. */
export const bindingSubresource: ActionSubresource = {
  type: 'action',
  kind: { group: '', version: 'v1', kind: 'Binding' },
  create: bind,
};

/** Assigns the Pod of the request's key to the node that the Binding in its body names. */
export async function bind({ key, body, dryRun, server }: BindRequest): Promise<KubernetesObject> {
  const binding = body as Binding;
  const errors = validate(binding);
  if (errors.length > 0) throw unclassifiedError(aggregateMessage(errors.map(fieldErrorMessage)));
  await server.objects.pods.update(key, (pod) => assign(pod, binding, server.clock.now()), {
    subresource: 'binding',
    dryRun,
  });
  return success(201);
}

type BindRequest = Pick<ActionRequest, 'key' | 'body' | 'dryRun' | 'server'>;

function validate({ target }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind !== undefined && target.kind !== '' && target.kind !== 'Node') {
    errors.push(field.notSupported('target.kind', target.kind, ['Node', '<empty>']));
  }
  if (!target?.name) errors.push(field.required('target.name'));
  return errors;
}

function assign(pod: Pod, { target, metadata }: Binding, now: number): Pod {
  const { name = '' } = pod.metadata;
  const refuse = (message: string) => conflict({ group: '', resource: 'pods/binding' }, name, message);
  if (metadata.uid !== undefined && metadata.uid !== '' && metadata.uid !== pod.metadata.uid) {
    throw refuse(`Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${pod.metadata.uid}`);
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (pod.spec.nodeName) throw refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  // It is where it was to go, or somewhere else: it holds no room any more.
  const { nominatedNodeName: _nominated, ...status } = pod.status ?? {};
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: formatTime(now) };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(metadata.annotations === undefined
        ? {}
        : { annotations: { ...pod.metadata.annotations, ...metadata.annotations } }),
      ...(metadata.labels === undefined ? {} : { labels: { ...metadata.labels, ...pod.metadata.labels } }),
    },
    spec: { ...pod.spec, nodeName: target.name ?? '' },
    status: { ...status, conditions: setCondition(status.conditions, scheduled, now) },
  };
}
