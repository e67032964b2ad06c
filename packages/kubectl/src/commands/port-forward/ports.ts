import type { Pod, Service, ServicePort } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';

/** A port of this machine that leads to one of a pod. A local 0 is any free one. */
export interface ForwardedPort {
  local: number;
  remote: number;
}

/** Where names of ports are looked up, and whose ports the numbers are: the service's if there is one, else the pod's. */
export interface PortOwner {
  pod: Pod;
  service?: Service | undefined;
}

/** `REMOTE`, `LOCAL:REMOTE` or `:REMOTE`; the remote port by number or name. */
export function parsePort(text: string, { pod, service }: PortOwner): ForwardedPort {
  const parts = text.split(':');
  if (parts.length > 2) throw new CommandError(`invalid port format '${text}'`);
  const remoteText = parts.at(-1) ?? '';
  const own = service === undefined ? podPort(remoteText, pod) : servicePort(remoteText, service);
  const remote = service === undefined ? own : targetPort(own, { pod, service });
  const local = parts.length === 1 ? own : parts[0] === '' ? 0 : parseNumber(parts[0] ?? '', 'local');
  if (remote === 0) throw new CommandError('remote port must be > 0');
  return { local, remote };
}

function parseNumber(text: string, side: 'local' | 'remote'): number {
  const fail = (why: string) => {
    return new CommandError(
      `error parsing ${side} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
    );
  };
  if (!/^\d+$/.test(text)) throw fail('invalid syntax');
  if (Number(text) > 65_535) throw fail('value out of range');
  return Number(text);
}

/** The number of a port of a pod. */
function podPort(text: string, pod: Pod): number {
  if (/^\d+$/.test(text)) return parseNumber(text, 'remote');
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  const named = ports.find(({ name }) => name === text);
  if (named === undefined) throw new CommandError(`Pod '${pod.metadata.name}' does not have a named port '${text}'`);
  return named.containerPort;
}

/** The number of a port of a service. */
function servicePort(text: string, service: Service): number {
  if (/^\d+$/.test(text)) return parseNumber(text, 'remote');
  const named = service.spec?.ports?.find(({ name }) => name === text);
  if (named === undefined) {
    throw new CommandError(`Service '${service.metadata.name}' does not have a named port '${text}'`);
  }
  return named.port;
}

/** The port of the pod behind a port of a service. */
function targetPort(port: number, { pod, service }: { pod: Pod; service: Service }): number {
  const found = service.spec?.ports?.find((one) => one.port === port);
  if (found === undefined) {
    throw new CommandError(`Service ${service.metadata.name} does not have a service port ${port}`);
  }
  refuseUdp(found);
  // A headless service leads to its pods without any translation.
  if (service.spec?.clusterIP === 'None') return port;
  return podPort(String(found.targetPort || found.port), pod);
}

function refuseUdp({ protocol, port }: ServicePort): void {
  if (protocol === 'UDP') throw new CommandError(`UDP protocol is not supported for ${port}`);
}
