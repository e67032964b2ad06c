import type { ConnectSubresource } from '../../../kinds/subresource.js';
import { parseProxyName, proxyMethods, proxyOptions } from '../../../nodes/http-proxy.js';

/** `nodes/proxy`: HTTP to the API of a node's agent. */
export const nodeProxySubresource: ConnectSubresource = {
  type: 'connect',
  methods: proxyMethods,
  nameOf: (text) => parseProxyName(text, 'node').name,
  kind: { group: '', version: 'v1', kind: 'NodeProxyOptions' },
  options: proxyOptions,
  connect: async ({ key, method, path, query, server, signal }) => {
    const search = query.size === 0 ? '' : `?${query}`;
    return server.nodes.request(parseProxyName(key.name, 'node').name, `/${path}${search}`, { method, signal });
  },
};
