import { type EndpointSlice, formatKey, keyOf, type ObjectKey, resources, type Service } from '@sampan/api';
import { createEventRecorder, createInformerFactory } from '@sampan/client';
import { desiredListeners } from './desired-listeners.js';
import { ServiceProxy, type ServiceProxyOptions } from './service-proxy.js';

const serviceNameLabel = 'kubernetes.io/service-name';

/**
 * Makes Services reachable from the host and from pods that share its network: listens on their cluster IPs (all of
 * 127.0.0.0/8 is local), their node ports and their load balancer ports, and passes connections on to ready endpoints.
 */
export function startServiceProxy(options: Omit<ServiceProxyOptions, 'recorder' | 'served'> & { nodeName: string }): {
  stop(): Promise<void>;
} {
  const { client, clock, logger, nodeName } = options;
  const factory = createInformerFactory(client, { clock });
  const recorder = createEventRecorder(client, { clock, component: 'kube-proxy', host: nodeName, logger });
  const services = factory.informer(resources.services);
  const slices = factory.informer(resources.endpointSlices);
  slices.addIndex('service', (slice) => {
    const name = slice.metadata.labels?.[serviceNameLabel];
    return name === undefined ? [] : [formatKey({ namespace: slice.metadata.namespace ?? '', name })];
  });
  const proxy = new ServiceProxy({ client, clock, logger, recorder, served: (service) => serviceChanged(service) });
  const pending = new Map<string, string>();

  /** Several changes of one Service in a row are one. */
  function changed(key: ObjectKey, uid: string): void {
    const isScheduled = pending.has(formatKey(key));
    pending.set(formatKey(key), uid);
    if (!isScheduled)
      setImmediate(() => void sync(key).catch((error) => logger.error('service proxy', { error: String(error) })));
  }

  async function sync(key: ObjectKey): Promise<void> {
    const uid = pending.get(formatKey(key)) ?? '';
    pending.delete(formatKey(key));
    const service = services.lister.get(key);
    if (service === undefined || service.metadata.uid !== uid) await proxy.sync(uid, []);
    if (service === undefined) return;
    const desired = desiredListeners(service, slices.lister.byIndex('service', formatKey(key)));
    await proxy.sync(service.metadata.uid ?? '', desired);
    await proxy.tellLoadBalancer(service, desired);
  }

  const serviceChanged = (service: Service) => changed(keyOf(service), service.metadata.uid ?? '');
  const sliceChanged = (slice: EndpointSlice) => {
    const name = slice.metadata.labels?.[serviceNameLabel];
    const service = name && services.lister.get({ namespace: slice.metadata.namespace ?? '', name });
    if (service) serviceChanged(service);
  };
  const ends = [
    services.subscribe({ added: serviceChanged, updated: serviceChanged, deleted: serviceChanged }),
    slices.subscribe({ added: sliceChanged, updated: sliceChanged, deleted: sliceChanged }),
  ];
  factory.start();
  return {
    stop: async () => {
      for (const end of ends) end();
      proxy.close();
      await Promise.all([factory.stop(), recorder.stop()]);
    },
  };
}
