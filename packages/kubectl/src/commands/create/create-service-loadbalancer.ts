import { defineGenerator } from './generator.js';
import { requirePorts, serviceBody, serviceType, tcpFlag } from './service-body.js';

export const createLoadBalancerService = defineGenerator({
  ...serviceType,
  name: 'loadbalancer',
  usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a LoadBalancer service',
  examples: `
# Port 5678 of the service, port 8080 of its pods
kubectl create service loadbalancer my-lbs --tcp=5678:8080`,
  flags: tcpFlag,
  failure: 'failed to create LoadBalancer service: ',
  generate: (metadata, { flags }) => {
    requirePorts(flags.tcp);
    return serviceBody(metadata, { type: 'LoadBalancer', tcp: flags.tcp });
  },
});
