import type { Endpoint, EndpointSlice, KubernetesObject } from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';

const zoneLabel = 'topology.kubernetes.io/zone';
const hostLabel = 'kubernetes.io/hostname';

/** Where an endpoint is was told by labels. */
export const formerSlices: Record<string, ResourceVersion<EndpointSlice>> = {
  'discovery.k8s.io/v1beta1': {
    lifecycle: { introduced: '1.16', deprecated: '1.21', removed: '1.25' },
    fromHub: ({ endpoints, ...same }) =>
      ({
        ...same,
        apiVersion: 'discovery.k8s.io/v1beta1',
        ...(endpoints && { endpoints: endpoints.map(toFormer) }),
      }) as KubernetesObject,
    toHub: (object) => {
      const { endpoints, ...same } = object as Omit<EndpointSlice, 'endpoints'> & { endpoints?: FormerEndpoint[] };
      return {
        ...same,
        apiVersion: 'discovery.k8s.io/v1',
        ...(endpoints && { endpoints: endpoints.map(fromFormer) }),
      } as EndpointSlice;
    },
  },
};

type FormerEndpoint = Omit<Endpoint, 'deprecatedTopology' | 'zone'> & { topology?: Record<string, string> };

function toFormer({ deprecatedTopology, zone, ...same }: Endpoint): FormerEndpoint {
  const topology = {
    ...(same.nodeName !== undefined && { [hostLabel]: same.nodeName }),
    ...deprecatedTopology,
    ...(zone !== undefined && { [zoneLabel]: zone }),
  };
  return { ...same, ...(Object.keys(topology).length > 0 && { topology }) };
}

/** The host is one of the labels still, where it is not the node that has a field for it. */
function fromFormer({ topology = {}, ...same }: FormerEndpoint): Endpoint {
  const { [zoneLabel]: zone, ...labels } = topology;
  if (labels[hostLabel] === same.nodeName) delete labels[hostLabel];
  return {
    ...same,
    ...(zone !== undefined && { zone }),
    ...(Object.keys(labels).length > 0 && { deprecatedTopology: labels }),
  };
}
