import type { DeleteOptions, KubernetesObject } from '@sampan/api';
import type { AdmissionOperation, AdmissionRequest, OperationOptions, Settle } from '../admission/admission-plugin.js';
import { defaultObject } from './default-object.js';
import type { WriteContext } from './write-context.js';

/** What admission is asked about: the operation and the objects it is about. */
export type Operation = Pick<AdmissionRequest, 'operation' | 'namespace' | 'name' | 'object' | 'oldObject'> & {
  /** How a DELETE is to be done. */
  readonly options?: DeleteOptions;
};

/**
 * Has an object of the resource's kind completed by the plugins that care for the operation. Promises are only returned
 * where a plugin really waits: a tick between reading an object and writing it lets another writer in.
 */
export function admitMutating<T extends KubernetesObject>(
  context: WriteContext,
  operation: Operation & { readonly object: T },
): T | Promise<T> {
  const defaults = (object: KubernetesObject) => defaultObject(context.resource, object);
  return admissionFor(context, operation).mutate(requestOf(context, operation), defaults) as T | Promise<T>;
}

/** Has an operation decided on. Returns whom to tell how it ended. */
export function admitValidating(
  context: WriteContext,
  operation: Operation,
): Settle | undefined | Promise<Settle | undefined> {
  return admissionFor(context, operation).validate(requestOf(context, operation));
}

/** What became of an operation in both phases. */
export interface Admitted {
  /** What was sent, or what plugins made of it. Absent for a DELETE. */
  readonly object: KubernetesObject | undefined;
  /** Whom to tell how it ended. */
  readonly settle: Settle | undefined;
}

/** Both phases of an operation that makes no object of the resource: a DELETE, a CONNECT, something done to an object. */
export function admit(context: WriteContext, operation: Operation): Admitted | Promise<Admitted> {
  const admission = admissionFor(context, operation);
  const request = requestOf(context, operation);
  const decide = (object: KubernetesObject | undefined): Admitted | Promise<Admitted> => {
    const validating = admission.validate(object === undefined ? request : { ...request, object });
    return validating instanceof Promise
      ? validating.then((settle) => ({ object, settle }))
      : { object, settle: validating };
  };
  const mutating = admission.mutate(request);
  return mutating instanceof Promise ? mutating.then(decide) : decide(mutating);
}

function admissionFor({ server, resource, subresource }: WriteContext, { operation }: Operation) {
  return server.admission.for({ operation, resource: resource.working, subresource });
}

/** kube-apiserver's `--request-timeout`, in milliseconds. */
const longestWrite = 60_000;

function requestOf(context: WriteContext, operation: Operation): AdmissionRequest {
  const { server, resource, subresource, user, dryRun } = context;
  const { options: asked, ...rest } = operation;
  const options = optionsOf(context, operation.operation, asked);
  return {
    ...rest,
    ...(options && { options }),
    ...{ resource: resource.working, requested: resource, subresource, user, dryRun },
    ...{ reinvocation: false, memory: {}, server },
    deadline: context.deadline ?? server.clock.now() + longestWrite,
    warn: (message) => context.warn(message),
    annotate: (key, value) => context.annotate?.(key, value),
  };
}

const optionKinds: Readonly<Partial<Record<AdmissionOperation, string>>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
};

/** A patch is told by what it does to the object: it creates or updates it. */
function optionsOf(
  context: WriteContext,
  operation: AdmissionOperation,
  asked: DeleteOptions | undefined,
): OperationOptions | undefined {
  const kind = optionKinds[operation];
  if (kind === undefined) return undefined;
  return { ...(asked ?? context.options), kind, apiVersion: 'meta.k8s.io/v1' };
}
