import { badRequest, notFound, type Pod } from '@sampan/api';
import type { ConnectSubresource } from '../../../kinds/subresource.js';
import { parseProxyName, podTarget, proxyMethods, proxyOptions, proxyRequest } from '../../../nodes/http-proxy.js';

/** `pods/proxy`: HTTP to a port of a Pod. */
export const podProxySubresource: ConnectSubresource = {
  type: 'connect',
  methods: proxyMethods,
  nameOf: (text) => parseProxyName(text, 'pod').name,
  kind: { group: '', version: 'v1', kind: 'PodProxyOptions' },
  options: proxyOptions,
  connect: async (request) => {
    const { scheme, name, port } = parseProxyName(request.key.name, 'pod');
    const pod = request.server.objects.pods.get(request.key.namespace, name);
    if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name);
    return proxyRequest(request, podTarget(pod, { scheme, port: portOf(pod, port) }, request.server));
  },
};

/** The port that is asked for, by number or by its name in the Pod; else the first one that the Pod names. */
function portOf({ spec }: Pod, asked: string): number {
  const ports = spec.containers.flatMap((container) => container.ports ?? []);
  if (asked === '') return ports[0]?.containerPort ?? 80;
  const number = /^\d+$/.test(asked) ? Number(asked) : ports.find(({ name }) => name === asked)?.containerPort;
  if (number === undefined || number < 1 || number > 65_535) throw badRequest(`invalid port ${JSON.stringify(asked)}`);
  return number;
}
