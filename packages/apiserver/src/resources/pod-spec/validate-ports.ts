import { type Container, type ContainerPort, type FieldError, field, isPortName } from '@sampan/api';
import { invalidFor } from '../../kinds/validation/messages.js';
import { podRules } from './pod-rules.js';

/** The `ports` of one container. */
export function validateContainerPorts(path: string, ports: readonly ContainerPort[] = []): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const { name = '' } = port;
    const at = `${path}[${index}]`;
    const errors = name === '' ? [] : invalidFor(`${at}.name`, name, isPortName(name));
    if (names.has(name)) errors.push(field.duplicate(`${at}.name`, name));
    if (name !== '') names.add(name);
    return [...errors, ...podRules.containerPort(at, port)];
  });
}

/** One host port serves one container. */
export function validateHostPorts(path: string, containers: readonly Container[]): FieldError[] {
  const taken = new Set<string>();
  return forEachPort(path, containers, (at, { hostPort = 0, hostIP = '', protocol = '' }) => {
    if (hostPort === 0) return [];
    const key = `${protocol}/${hostIP}/${hostPort}`;
    if (taken.has(key)) return [field.duplicate(`${at}.hostPort`, key)];
    taken.add(key);
    return [];
  });
}

/** On the host's network a container's ports are the host's; a template may still leave the host port to its Pods. */
export function validateHostNetworkPorts(path: string, containers: readonly Container[], isPod: boolean): FieldError[] {
  return forEachPort(path, containers, (at, { hostPort = 0, containerPort }) => {
    const matches = hostPort === containerPort || (hostPort === 0 && !isPod);
    return matches
      ? []
      : [field.invalid(`${at}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
  });
}

function forEachPort(
  path: string,
  containers: readonly Container[],
  check: (at: string, port: ContainerPort) => FieldError[],
): FieldError[] {
  return containers.flatMap(({ ports = [] }, index) =>
    ports.flatMap((port, portIndex) => check(`${path}[${index}].ports[${portIndex}]`, port)),
  );
}
