import { defineCommand, entry } from '../../framework/command.js';

export const createService = defineCommand({
  name: 'service',
  aliases: ['svc'],
  usage: '[flags]',
  short: 'Create a service using a specified subcommand',
  flags: {},
  commands: [
    entry('clusterip', () => import('./create-service-clusterip.js').then((m) => m.createClusterIpService)),
    entry('externalname', () => import('./create-service-externalname.js').then((m) => m.createExternalNameService)),
    entry('loadbalancer', () => import('./create-service-loadbalancer.js').then((m) => m.createLoadBalancerService)),
    entry('nodeport', () => import('./create-service-nodeport.js').then((m) => m.createNodePortService)),
  ],
});
