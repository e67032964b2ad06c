import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { requirePorts, serviceBody, serviceType, tcpFlag } from './service-body.js';

export const createNodePortService = defineGenerator({
  ...serviceType,
  name: 'nodeport',
  usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a NodePort service',
  examples: `
# Port 5678 of the service, port 8080 of its pods, some port of every node
kubectl create service nodeport my-ns --tcp=5678:8080`,
  flags: { ...tcpFlag, nodePort: flag.int('The port of every node; 0 lets the cluster choose.') },
  failure: 'failed to create NodePort service: ',
  generate: (metadata, { flags }) => {
    requirePorts(flags.tcp);
    return serviceBody(metadata, { type: 'NodePort', tcp: flags.tcp, nodePort: flags.nodePort });
  },
});
