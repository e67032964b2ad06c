import { badRequest, notFound, type Service, serviceUnavailable } from '@sampan/api';
import { podAt } from '../../../addresses/endpoint-addresses.js';
import type { ConnectRequest, ConnectSubresource } from '../../../kinds/subresource.js';
import {
  addressTarget,
  type ProxyTarget,
  parseProxyName,
  podTarget,
  proxyMethods,
  proxyOptions,
  proxyRequest,
} from '../../../nodes/http-proxy.js';

/** `services/proxy`: HTTP to one of the Pods that answer for a Service. */
export const serviceProxySubresource: ConnectSubresource = {
  type: 'connect',
  methods: proxyMethods,
  nameOf: (text) => parseProxyName(text, 'service').name,
  kind: { group: '', version: 'v1', kind: 'ServiceProxyOptions' },
  options: proxyOptions,
  connect: async (request) => proxyRequest(request, locate(request)),
};

function locate({ key, server }: ConnectRequest): ProxyTarget {
  const { scheme, name, port } = parseProxyName(key.name, 'service');
  const service = server.objects.services.get(key.namespace, name);
  if (service === undefined) throw notFound({ group: '', resource: 'services' }, name);
  const portName = endpointPortName(service, port);
  const endpoints = server.objects.endpoints.get(key.namespace, name);
  // Upstream names whatever is missing by what the request was for.
  if (endpoints === undefined) throw notFound({ group: '', resource: 'services' }, name);
  for (const { addresses = [], ports = [] } of endpoints.subsets ?? []) {
    const found = ports.find((candidate) => (candidate.name ?? '') === portName);
    const chosen = addresses[Math.floor(Math.random() * addresses.length)];
    if (found === undefined || chosen === undefined) continue;
    const target = chosen.targetRef;
    const endpoint = { address: chosen.ip, ports: [found.port], namespace: key.namespace, ...(target && { target }) };
    const pod = podAt(endpoint, server);
    return pod === undefined
      ? addressTarget(scheme, endpoint, server)
      : podTarget(pod, { scheme, port: found.port }, server);
  }
  throw serviceUnavailable(`no endpoints available for service "${key.name}"`);
}

/** The name that the Service's port, given by name or number, has among the endpoints' ports. */
function endpointPortName({ metadata, spec }: Service, port: string): string {
  const ports = spec.ports ?? [];
  if (port === '') {
    if (ports.length === 1) return ports[0]?.name ?? '';
    return '';
  }
  const found = ports.find((candidate) => candidate.name === port || String(candidate.port) === port);
  if (found === undefined) throw badRequest(`no service port "${port}" found for service "${metadata.name}"`);
  return found.name ?? '';
}
