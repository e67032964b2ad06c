import { resources, type Service } from '@sampan/api';
import { defineCommand, entry } from '../framework/command.js';

export const clusterInfo = defineCommand({
  name: 'cluster-info',
  usage: '[flags]',
  short: 'Display cluster information',
  long: `Show where the control plane is, and the services of the cluster itself (label kubernetes.io/cluster-service=true).`,
  examples: `
# Addresses
kubectl cluster-info`,
  flags: {},
  commands: [entry('dump', () => import('./cluster-info-dump.js').then((m) => m.clusterInfoDump))],

  async run({ context }) {
    const [client, { server }] = await Promise.all([context.client(), context.connection()]);
    const namespace = context.globals.namespace || 'kube-system';
    try {
      const { items } = await client
        .resource(resources.services)
        .list({ namespace, labelSelector: 'kubernetes.io/cluster-service=true' });
      const lines = [line('Kubernetes control plane', server), ...items.map((service) => serviceLine(service, server))];
      context.print(`${lines.join('\n')}\n`);
    } finally {
      context.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    }
  },
});

function line(name: string, url: string): string {
  return `${name} is running at ${url}`;
}

function serviceLine({ metadata, spec, status }: Service, server: string): string {
  const { name = '', namespace = '', labels = {} } = metadata;
  const shown = labels['kubernetes.io/name'] ?? name;
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) {
    const urls = ingress.flatMap(({ ip, hostname }) =>
      (spec?.ports ?? []).map(({ port }) => `http://${ip ?? hostname}:${port} `),
    );
    return line(shown, urls.join(''));
  }
  const port = spec?.ports?.[0];
  const scheme = port?.name === 'https' || port?.port === 443 ? 'https:' : '';
  const suffix = port?.name ? `:${port.name}` : '';
  return line(shown, `${server}/api/v1/namespaces/${namespace}/services/${scheme}${name}${suffix}/proxy`);
}
