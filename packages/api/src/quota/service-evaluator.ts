import type { Service } from '../generated/types.js';
import { Quantity } from '../quantity/quantity.js';
import type { QuotaEvaluator } from './quota-evaluator.js';

const names = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];
const one = Quantity.fromNumber(1);

/** Services count by number, and by the node ports and load balancers that they take. */
export const serviceEvaluator: QuotaEvaluator<Service> = {
  measures: (name) => names.includes(name),
  usage: (service) => ({
    'count/services': one,
    services: one,
    'services.nodeports': Quantity.fromNumber(nodePorts(service)),
    'services.loadbalancers': service.spec?.type === 'LoadBalancer' ? one : Quantity.zero,
  }),
  isInScope: () => false,
};

function nodePorts({ spec }: Service): number {
  const { type, ports = [], allocateLoadBalancerNodePorts } = spec ?? {};
  if (type === 'NodePort') return ports.length;
  if (type !== 'LoadBalancer') return 0;
  // Ports that nobody asked for are not taken then.
  return allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort).length : ports.length;
}
