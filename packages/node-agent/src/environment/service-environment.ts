import type { Service } from '@sampan/api';

/**
 * The variables that tell a pod where Services are (`REDIS_SERVICE_HOST`, and those of Docker links), in the kubelet's
 * order. The API server's own Service is always told, the rest only where the pod has service links enabled.
 */
export function serviceEnvironment(
  services: readonly Service[],
  { namespace, enableServiceLinks }: { namespace: string; enableServiceLinks: boolean },
): Map<string, string> {
  const env = new Map<string, string>();
  const visible = services
    .filter(({ metadata, spec }) => {
      if (!spec?.clusterIP || spec.clusterIP === 'None') return false;
      const isMaster = metadata.namespace === 'default' && metadata.name === 'kubernetes';
      return isMaster || (enableServiceLinks && metadata.namespace === namespace);
    })
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  for (const service of visible) addService(env, service);
  return env;
}

function addService(env: Map<string, string>, { metadata, spec }: Service): void {
  const prefix = variableName(metadata.name ?? '');
  const host = spec?.clusterIP ?? '';
  const ports = spec?.ports ?? [];
  const [first] = ports;
  if (first === undefined) return;
  env.set(`${prefix}_SERVICE_HOST`, host);
  env.set(`${prefix}_SERVICE_PORT`, String(first.port));
  for (const { name, port } of ports) if (name) env.set(`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port));
  env.set(`${prefix}_PORT`, url(host, first));
  for (const port of ports) {
    const link = `${prefix}_PORT_${port.port}_${(port.protocol ?? 'TCP').toUpperCase()}`;
    env.set(link, url(host, port));
    env.set(`${link}_PROTO`, (port.protocol ?? 'TCP').toLowerCase());
    env.set(`${link}_PORT`, String(port.port));
    env.set(`${link}_ADDR`, host);
  }
}

function url(host: string, { port, protocol }: { port: number; protocol?: string }): string {
  return `${(protocol ?? 'TCP').toLowerCase()}://${host}:${port}`;
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
