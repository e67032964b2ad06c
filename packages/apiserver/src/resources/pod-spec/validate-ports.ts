import { type Container, type ContainerPort, type FieldError, field, isPortName } from '@sampan/api';
import { invalidFor, requiredChoice } from '../../kinds/validation/messages.js';
import { validatePort } from '../../kinds/validation/numbers.js';

export const protocols = ['SCTP', 'TCP', 'UDP'];

/** The `ports` of one container. */
export function validateContainerPorts(path: string, ports: readonly ContainerPort[] = []): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name = '', containerPort = 0, hostPort = 0, protocol }, index) => {
    const at = `${path}[${index}]`;
    const errors = name === '' ? [] : invalidFor(`${at}.name`, name, isPortName(name));
    if (names.has(name)) errors.push(field.duplicate(`${at}.name`, name));
    if (name !== '') names.add(name);
    if (containerPort === 0) errors.push(field.required(`${at}.containerPort`));
    else errors.push(...validatePort(`${at}.containerPort`, containerPort));
    if (hostPort !== 0) errors.push(...validatePort(`${at}.hostPort`, hostPort));
    return [...errors, ...requiredChoice(`${at}.protocol`, protocol, protocols)];
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
