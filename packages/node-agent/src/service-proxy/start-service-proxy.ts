import { type EndpointSlice, formatKey, keyOf, type Node, parseKey, resources, type Service } from '@sampan/api';
import { createEventRecorder, createInformerFactory, createWorkQueue, runWorkers } from '@sampan/client';
import { desiredListeners } from './desired-listeners.js';
import { ServiceProxy, type ServiceProxyOptions } from './service-proxy.js';

/** Services whose listeners are changed at the same time. */
const servicesAtOnce = 5;

const serviceNameLabel = 'kubernetes.io/service-name';
const zoneLabel = 'topology.kubernetes.io/zone';

/**
 * Makes Services reachable from the host and from pods that share its network: listens on their cluster IPs (all of
 * 127.0.0.0/8 is local), their node ports and their load balancer ports, and passes connections on to ready endpoints: of
 * those, to the ones that are meant for this node or its zone.
 */
export function startServiceProxy(options: Omit<ServiceProxyOptions, 'recorder' | 'served'> & { nodeName: string }): {
  stop(): Promise<void>;
} {
  const { client, clock, logger, nodeName } = options;
  const selections = new Map([[resources.nodes, { fieldSelector: `metadata.name=${nodeName}` }]]);
  const factory = createInformerFactory(client, { clock, selections });
  const recorder = createEventRecorder(client, { clock, component: 'kube-proxy', host: nodeName, logger });
  const services = factory.informer(resources.services);
  const slices = factory.informer(resources.endpointSlices);
  const nodes = factory.informer(resources.nodes);
  slices.addIndex('service', (slice) => {
    const name = slice.metadata.labels?.[serviceNameLabel];
    return name === undefined ? [] : [formatKey({ namespace: slice.metadata.namespace ?? '', name })];
  });
  const proxy = new ServiceProxy({ client, clock, logger, recorder, served: (service) => serviceChanged(service) });
  const queue = createWorkQueue();
  /** The uid of the Service that is served under each key: another one may have taken its name. */
  const served = new Map<string, string>();

  const zone = () => nodes.lister.get({ namespace: '', name: nodeName })?.metadata.labels?.[zoneLabel];

  async function sync(key: string): Promise<void> {
    const service = services.lister.get(parseKey(key));
    const uid = service?.metadata.uid ?? '';
    const before = served.get(key);
    if (before !== undefined && before !== uid) {
      served.delete(key);
      await proxy.sync(before, []);
    }
    if (service === undefined) return;
    served.set(key, uid);
    const desired = desiredListeners(service, slices.lister.byIndex('service', key), { nodeName, zone: zone() });
    await proxy.sync(uid, desired);
    await proxy.tellLoadBalancer(service, desired);
  }

  const serviceChanged = (service: Service) => queue.add(formatKey(keyOf(service)));
  const sliceChanged = (slice: EndpointSlice) => {
    const name = slice.metadata.labels?.[serviceNameLabel];
    const service = name && services.lister.get({ namespace: slice.metadata.namespace ?? '', name });
    if (service) serviceChanged(service);
  };
  const zoneChanged = (node: Node, old?: Node) => {
    if (node.metadata.labels?.[zoneLabel] === old?.metadata.labels?.[zoneLabel]) return;
    for (const service of services.lister.list()) serviceChanged(service);
  };
  const ends = [
    nodes.subscribe({ added: zoneChanged, updated: zoneChanged }),
    services.subscribe({ added: serviceChanged, updated: serviceChanged, deleted: serviceChanged }),
    slices.subscribe({ added: sliceChanged, updated: sliceChanged, deleted: sliceChanged }),
  ];
  factory.start();
  const working = runWorkers(queue, servicesAtOnce, (key) =>
    sync(key).catch((error) => logger.error('service proxy', { error: String(error) })),
  );
  return {
    stop: async () => {
      for (const end of ends) end();
      queue.shutDown();
      proxy.close();
      await Promise.all([working, factory.stop(), recorder.stop()]);
    },
  };
}
