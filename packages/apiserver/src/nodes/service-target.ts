import { connect as connectTcp } from 'node:net';
import { badRequest, notFound, type Service, serviceUnavailable } from '@sampan/api';
import { podAt } from '../addresses/endpoint-addresses.js';
import type { ServerContext } from '../server/server-context.js';
import { addressTarget, connected, type ProxyTarget, podTarget } from './http-proxy.js';

/** A port of a Service, and how to speak to it. */
export interface ServicePlace {
  readonly namespace: string;
  readonly name: string;
  /** The port's name or number; empty: the only one. */
  readonly port: string;
  readonly scheme: string;
  /** What the one who asks calls it; the name by default. */
  readonly shown?: string;
}

/**
 * The way that the server itself goes to a port of a Service: to one of those that answer for it, or to the host that it is
 * another name for. Throws 404 and 503.
 */
export function ownServiceTarget(
  { namespace, name, port }: { readonly namespace: string; readonly name: string; readonly port: number },
  server: ServerContext,
): ProxyTarget {
  const { type, externalName: host = '' } = server.objects.services.get(namespace, name)?.spec ?? {};
  if (type !== 'ExternalName') return serviceTarget({ namespace, name, port: String(port), scheme: 'https' }, server);
  const connect = () => connected(connectTcp({ host, port }));
  return { scheme: 'https', authority: `${host}:${port}`, connect };
}

/** One of those that answer for a Service. Throws 404 and 503 where there is none. */
export function serviceTarget(
  { namespace, name, port, scheme, shown = name }: ServicePlace,
  server: ServerContext,
): ProxyTarget {
  const service = server.objects.services.get(namespace, name);
  if (service === undefined) throw notFound({ group: '', resource: 'services' }, name);
  const portName = endpointPortName(service, port);
  const endpoints = server.objects.endpoints.get(namespace, name);
  // Upstream names whatever is missing by what the request was for.
  if (endpoints === undefined) throw notFound({ group: '', resource: 'services' }, name);
  for (const { addresses = [], ports = [] } of endpoints.subsets ?? []) {
    const found = ports.find((candidate) => (candidate.name ?? '') === portName);
    const chosen = addresses[Math.floor(Math.random() * addresses.length)];
    if (found === undefined || chosen === undefined) continue;
    const target = chosen.targetRef;
    const endpoint = { address: chosen.ip, ports: [found.port], namespace, ...(target && { target }) };
    const pod = podAt(endpoint, server);
    return pod === undefined
      ? addressTarget(scheme, endpoint, server)
      : podTarget(pod, { scheme, port: found.port }, server);
  }
  throw serviceUnavailable(`no endpoints available for service "${shown}"`);
}

/** The name that the Service's port, given by name or number, has among the endpoints' ports. */
function endpointPortName({ metadata, spec }: Service, port: string): string {
  const ports = spec.ports ?? [];
  if (port === '') {
    if (ports.length === 1) return ports[0]?.name ?? '';
    return '';
  }
  const found = ports.find((candidate) => candidate.name === port || String(candidate.port) === port);
  if (found === undefined) throw badRequest(`no service port "${port}" found for service "${metadata.name}"`);
  return found.name ?? '';
}
