import { type EndpointSlice, type Node, type ObjectKey, type ObjectMeta, resources, type Service } from '@sampan/api';
import { type ControllerContext, defineController, index, watched } from '@sampan/client';
import { isNamespaceTerminating } from '../shared/errors.js';
import { controllerReference } from '../shared/owner-reference.js';
import { nodeIndex, nodeNameOf } from '../shared/pods-by-node.js';
import {
  changesEndpoints,
  headlessLabel,
  isHeadless,
  podsOfService,
  selectsPods,
  servicesOfPod,
} from '../shared/service-pods.js';
import { addressTypesOf, desiredGroups, type EndpointGroup } from './desired-endpoints.js';
import { planSlices } from './plan-slices.js';
import { managedByLabel, serviceNameLabel } from './slice-labels.js';

const managedBy = 'endpointslice-controller.k8s.io';
const zoneLabel = 'topology.kubernetes.io/zone';

/*
 * Promises: the EndpointSlices of a Service that selects Pods name exactly those Pods' addresses, with their conditions.
 * Reads: Services, Pods, EndpointSlices, and Nodes for their zones. Writes: EndpointSlices.
 * Runs when: a Service or one of its slices changes, a Pod that it selects changes its address, readiness or labels, or
 * a node's zone changes.
 */
export const endpointSliceController = defineController({
  name: 'endpoint-slice',
  primary: resources.services,
  watches: [
    watched(resources.pods, servicesOfPod, changesEndpoints),
    watched(resources.endpointSlices, serviceOfSlice),
    watched(resources.nodes, servicesOnNode, (node, old) => zoneOfNode(node) !== zoneOfNode(old)),
  ],
  indices: [index(resources.endpointSlices, 'service', keysOfSlice), index(resources.pods, nodeIndex, nodeNameOf)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const service = context.lister(resources.services).get(key);
  if (service === undefined || service.metadata.deletionTimestamp !== undefined || !selectsPods(service)) return;
  const slices = context.lister(resources.endpointSlices).byIndex('service', `${key.namespace}/${key.name}`);
  const nodes = context.lister(resources.nodes);
  const zoneOf = (name: string): string | undefined => zoneOfNode(nodes.get({ namespace: '', name }));
  const groups = desiredGroups({ service, pods: podsOfService(service, context), zoneOf });
  const actions = planSlices({
    groups: withPlaceholders(groups, service),
    existing: slices.filter(({ metadata }) => metadata.labels?.[managedByLabel] === managedBy),
    metadata: sliceMetadata(service),
  });
  const outcomes = await context.attempt(actions);
  const failed = outcomes.find(({ error }) => error !== undefined && !isNamespaceTerminating(error));
  if (failed !== undefined) throw failed.error;
}

/** A Service without endpoints has one empty slice for each address type, so that its consumers know of it. */
function withPlaceholders(groups: readonly EndpointGroup[], service: Service): EndpointGroup[] {
  const bare = addressTypesOf(service).filter((type) => !groups.some(({ addressType }) => addressType === type));
  return [...groups, ...bare.map((addressType) => ({ addressType, ports: [], endpoints: [] }))];
}

function sliceMetadata(service: Service): ObjectMeta {
  const { namespace, name = '', labels = {} } = service.metadata;
  const inherited = Object.entries(labels).filter(
    ([label]) => label !== serviceNameLabel && label !== managedByLabel && label !== headlessLabel,
  );
  return {
    namespace,
    generateName: `${name}-`,
    labels: {
      ...Object.fromEntries(inherited),
      [serviceNameLabel]: name,
      [managedByLabel]: managedBy,
      ...(isHeadless(service) && { [headlessLabel]: '' }),
    },
    ownerReferences: [controllerReference(service, resources.services)],
  };
}

function keysOfSlice({ metadata }: EndpointSlice): readonly string[] {
  const service = metadata.labels?.[serviceNameLabel];
  return service === undefined ? [] : [`${metadata.namespace}/${service}`];
}

function serviceOfSlice({ metadata }: EndpointSlice): ObjectKey[] {
  const name = metadata.labels?.[serviceNameLabel];
  const isOurs = metadata.labels?.[managedByLabel] === managedBy;
  return isOurs && name !== undefined ? [{ namespace: metadata.namespace ?? '', name }] : [];
}

/** The Services that have Pods on `node`. */
function servicesOnNode(node: Node, context: ControllerContext): ObjectKey[] {
  const pods = context.lister(resources.pods).byIndex(nodeIndex, node.metadata.name ?? '');
  return zoneOfNode(node) === undefined ? [] : pods.flatMap((pod) => servicesOfPod(pod, context));
}

function zoneOfNode(node: Node | undefined): string | undefined {
  return node?.metadata.labels?.[zoneLabel];
}
