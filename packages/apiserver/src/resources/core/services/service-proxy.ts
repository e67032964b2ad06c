import type { ConnectRequest, ConnectSubresource } from '../../../kinds/subresource.js';
import {
  type ProxyTarget,
  parseProxyName,
  proxyMethods,
  proxyOptions,
  proxyRequest,
} from '../../../nodes/http-proxy.js';
import { serviceTarget } from '../../../nodes/service-target.js';

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
  return serviceTarget({ namespace: key.namespace, shown: key.name, ...parseProxyName(key.name, 'service') }, server);
}
