import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import type { GeneratedMetadata } from './generator.js';

/** `--tcp`. */
export const tcpFlag = { tcp: flag.list('Ports, as PORT or PORT:TARGETPORT.') };

/** What every generator of services needs to know of the type it makes. */
export const serviceType = { apiVersion: 'v1', kind: 'Service', plural: 'services', namespaced: true };

/** The fields of a Service that selects the pods of the application it is named after. */
export function serviceBody(
  metadata: GeneratedMetadata,
  {
    type,
    tcp,
    nodePort = 0,
    clusterIP = '',
    externalName = '',
  }: {
    type: string;
    tcp: readonly string[];
    nodePort?: number;
    clusterIP?: string;
    externalName?: string;
  },
) {
  const labels = { app: metadata.name };
  const ports = tcp.map((text) => servicePort(text, nodePort));
  return {
    metadata: { ...metadata, labels },
    spec: {
      ...(ports.length > 0 && { ports }),
      selector: labels,
      ...(clusterIP !== '' && { clusterIP }),
      type,
      ...(externalName !== '' && { externalName }),
    },
    status: { loadBalancer: {} },
  };
}

/** Fails as kubectl does when a service would have no port. */
export function requirePorts(tcp: readonly string[]): void {
  if (tcp.length === 0) throw new CommandError('at least one tcp port specifier must be provided');
}

function servicePort(text: string, nodePort: number) {
  const [own = '', target = own] = text.split(':');
  const port = parsePort(own);
  const targetPort = /^\d+$/.test(target) ? parsePort(target) : target;
  return {
    name: text.replaceAll(':', '-'),
    protocol: 'TCP',
    port,
    targetPort,
    ...(nodePort !== 0 && { nodePort }),
  };
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  const port = Number(text);
  if (port < 1 || port > 65535) {
    throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return port;
}
