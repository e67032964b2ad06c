import { deepEqual, type Endpoints, keyOf, type ObjectKey, resources, type Service } from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  createAction,
  defineController,
  deleteAction,
  updateAction,
  watched,
} from '@sampan/client';
import { isNamespaceTerminating } from '../shared/errors.js';
import {
  changesEndpoints,
  headlessLabel,
  isHeadless,
  podsOfService,
  selectsPods,
  servicesOfPod,
} from '../shared/service-pods.js';
import { endpointSubsets } from './subsets.js';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const managedBy = 'endpoint-controller';
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';

/*
 * Promises: the Endpoints of a Service that selects Pods name those Pods' addresses, for clients that do not know
 * EndpointSlices.
 * Reads: Services, Pods, Endpoints. Writes: Endpoints.
 * Runs when: a Service or its Endpoints change, or a Pod that it selects changes its address, readiness or labels.
 */
export const endpointsController = defineController({
  name: 'endpoint',
  primary: resources.services,
  watches: [
    watched(resources.pods, servicesOfPod, changesEndpoints),
    watched(resources.endpoints, (endpoints) => [keyOf(endpoints)]),
  ],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const service = context.lister(resources.services).get(key);
  const existing = context.lister(resources.endpoints).get(key);
  if (service !== undefined && !selectsPods(service)) return;
  if (service === undefined) {
    const isOurs = existing?.metadata.labels?.[managedByLabel] === managedBy;
    if (existing !== undefined && isOurs) await context.perform([deleteAction(resources.endpoints, existing)]);
    return;
  }
  const wanted = desiredEndpoints(service, podsOfService(service, context), existing);
  const [outcome] = await context.attempt(planEndpoints(wanted, existing));
  if (outcome?.error !== undefined && !isNamespaceTerminating(outcome.error)) throw outcome.error;
}

/** The one write that is needed, if any. */
function planEndpoints(wanted: Endpoints, existing: Endpoints | undefined): Action[] {
  if (existing === undefined) return [createAction(resources.endpoints, wanted)];
  const same =
    deepEqual(existing.subsets ?? [], wanted.subsets ?? []) &&
    deepEqual(existing.metadata.labels ?? {}, wanted.metadata.labels ?? {}) &&
    deepEqual(existing.metadata.annotations ?? {}, wanted.metadata.annotations ?? {});
  return same ? [] : [updateAction(resources.endpoints, wanted)];
}

function desiredEndpoints(
  service: Service,
  pods: Parameters<typeof endpointSubsets>[1],
  existing: Endpoints | undefined,
): Endpoints {
  const { namespace, name, labels } = service.metadata;
  const { subsets, truncated } = endpointSubsets(service, pods);
  const { [overCapacityAnnotation]: _, ...kept } = existing?.metadata.annotations ?? {};
  const annotations = truncated ? { ...kept, [overCapacityAnnotation]: 'truncated' } : kept;
  const headless: Record<string, string> = isHeadless(service) ? { [headlessLabel]: '' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...existing?.metadata,
      namespace,
      name,
      labels: { ...labels, ...headless, [managedByLabel]: managedBy },
      ...(Object.keys(annotations).length > 0 ? { annotations } : { annotations: undefined }),
    },
    ...(subsets.length > 0 && { subsets }),
  };
}
