import type { ConnectSubresource } from '../../../kinds/subresource.js';
import { parseProxyName, proxyMethods, proxyOptions } from '../../../nodes/http-proxy.js';

/** `nodes/proxy`: HTTP to the API of a node's agent. */
export const nodeProxySubresource: ConnectSubresource = {
  type: 'connect',
  methods: proxyMethods,
  nameOf: (text) => parseProxyName(text, 'node').name,
  kind: { group: '', version: 'v1', kind: 'NodeProxyOptions' },
  options: proxyOptions,
  connect: async (request) => {
    const { path, query, server } = request;
    const node = parseProxyName(request.key.name, 'node').name;
    const url = `/${path}${query.size === 0 ? '' : `?${query}`}`;
    return request.upgrade ? server.nodes.upgrade(node, url, request) : server.nodes.request(node, url, request);
  },
};
