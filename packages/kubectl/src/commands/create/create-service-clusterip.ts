import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { requirePorts, serviceBody, serviceType, tcpFlag } from './service-body.js';

export const createClusterIpService = defineGenerator({
  ...serviceType,
  name: 'clusterip',
  usage: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  short: 'Create a ClusterIP service',
  examples: `
# Port 5678 of the service, port 8080 of its pods
kubectl create service clusterip my-cs --tcp=5678:8080

# Without an address of its own
kubectl create service clusterip my-cs --clusterip="None"`,
  flags: { ...tcpFlag, clusterip: flag.string('The address of the service; None for a headless one.') },
  failure: 'failed to create ClusterIP service: ',
  generate: (metadata, { flags }) => {
    if (flags.clusterip !== 'None') requirePorts(flags.tcp);
    return serviceBody(metadata, { type: 'ClusterIP', tcp: flags.tcp, clusterIP: flags.clusterip });
  },
});
