import { badRequest, notFound, type Pod } from '@sampan/api';
import type { ConnectSubresource } from '../subresource.js';
import { originOf, parseProxyName, proxyMethods, proxyRequest } from './http-proxy.js';

/** `pods/proxy`: HTTP to a Pod's own address. */
export const podProxySubresource: ConnectSubresource = {
  type: 'connect',
  methods: proxyMethods,
  kind: { group: '', version: 'v1', kind: 'PodProxyOptions' },
  connect: (request) => {
    const { scheme, name, port } = parseProxyName(request.key.name);
    const resource = request.services.resources.findAny('', 'pods');
    const key = { namespace: request.key.namespace, name };
    const pod = resource === undefined ? undefined : request.services.objects.get<Pod>(resource, key);
    if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name);
    const address = pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP;
    if (!address) throw badRequest('address not allowed');
    return proxyRequest(request, originOf(scheme, address, port || firstPort(pod)));
  },
};

function firstPort({ spec }: Pod): number {
  return spec.containers.flatMap(({ ports }) => ports ?? [])[0]?.containerPort ?? 80;
}
