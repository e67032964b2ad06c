import {
  type DiscoveryV1EndpointPort,
  type Endpoint,
  type EndpointAddress,
  type EndpointSlice,
  type Endpoints,
  keyOf,
  type ObjectKey,
  type ObjectMeta,
  resources,
} from '@sampan/api';
import { type ControllerContext, defineController, deleteAction, index, watched } from '@sampan/client';
import { isNamespaceTerminating } from '../shared/errors.js';
import { controllerReference } from '../shared/owner-reference.js';
import type { AddressType, EndpointGroup } from './desired-endpoints.js';
import { planSlices } from './plan-slices.js';
import { managedByLabel, serviceNameLabel } from './slice-labels.js';

const managedBy = 'endpointslicemirroring-controller.k8s.io';
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror';
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader';
/** The most addresses of one subset that are mirrored. */
const maxMirrored = 1_000;

/*
 * Promises: Endpoints that somebody keeps by hand, for a Service that selects nothing, have EndpointSlices too.
 * Reads: Endpoints, Services, EndpointSlices. Writes: EndpointSlices.
 * Runs when: Endpoints, their Service or a mirrored slice change.
 */
export const endpointSliceMirroringController = defineController({
  name: 'endpoint-slice-mirroring',
  primary: resources.endpoints,
  watches: [watched(resources.services, (service) => [keyOf(service)]), watched(resources.endpointSlices, mirroredBy)],
  indices: [
    index(resources.endpointSlices, 'mirrored', (slice) =>
      mirroredBy(slice).map(({ namespace, name }) => `${namespace}/${name}`),
    ),
  ],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const endpoints = context.lister(resources.endpoints).get(key);
  const service = context.lister(resources.services).get(key);
  const existing = context.lister(resources.endpointSlices).byIndex('mirrored', `${key.namespace}/${key.name}`);
  const isMirrored =
    endpoints !== undefined && service !== undefined && service.spec?.selector === undefined && mayMirror(endpoints);
  if (!isMirrored) {
    await context.perform(existing.map((slice) => deleteAction(resources.endpointSlices, slice)));
    return;
  }
  const outcomes = await context.attempt(
    planSlices({ groups: mirroredGroups(endpoints), existing, metadata: sliceMetadata(endpoints) }),
  );
  const failed = outcomes.find(({ error }) => error !== undefined && !isNamespaceTerminating(error));
  if (failed !== undefined) throw failed.error;
}

function mayMirror({ metadata }: Endpoints): boolean {
  return metadata.labels?.[skipLabel] !== 'true' && metadata.annotations?.[leaderAnnotation] === undefined;
}

/** Each subset as groups of one address type. */
function mirroredGroups({ subsets = [] }: Endpoints): EndpointGroup[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const all = [
      ...addresses.map((address) => mirroredEndpoint(address, true)),
      ...notReadyAddresses.map((address) => mirroredEndpoint(address, false)),
    ].slice(0, maxMirrored);
    const slicePorts = ports.map(
      ({ name = '', protocol = 'TCP', port, appProtocol }): DiscoveryV1EndpointPort =>
        appProtocol === undefined ? { name, port, protocol } : { name, port, protocol, appProtocol },
    );
    return (['IPv4', 'IPv6'] as AddressType[]).flatMap((addressType) => {
      const endpoints = all.filter(({ addresses: [ip = ''] }) => ip.includes(':') === (addressType === 'IPv6'));
      return endpoints.length === 0 ? [] : [{ addressType, ports: slicePorts, endpoints }];
    });
  });
}

function mirroredEndpoint({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname && { hostname }),
    ...(nodeName && { nodeName }),
    ...(targetRef && { targetRef }),
  };
}

function sliceMetadata(endpoints: Endpoints): ObjectMeta {
  const { namespace, name = '', labels } = endpoints.metadata;
  return {
    namespace,
    generateName: `${name}-`,
    labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: managedBy },
    ownerReferences: [controllerReference(endpoints, resources.endpoints)],
  };
}

function mirroredBy({ metadata }: EndpointSlice): ObjectKey[] {
  const name = metadata.labels?.[serviceNameLabel];
  const isOurs = metadata.labels?.[managedByLabel] === managedBy;
  return isOurs && name !== undefined ? [{ namespace: metadata.namespace ?? '', name }] : [];
}
