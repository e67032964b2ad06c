import type { Container, ContainerPort, ContainerStatus, Pod, ResourceRequirements } from '@sampan/api';
import { quote } from '@sampan/api';
import { field, indent, sortedEntries } from '../lines.js';
import { quantityText } from '../values.js';
import { environmentLines } from './container-environment.js';
import { containerStateLines } from './container-state.js';
import { probeText } from './probe.js';

export interface ContainersOptions {
  title: string;
  containers: readonly Container[];
  statuses?: readonly ContainerStatus[] | undefined;
  /** The pod that the containers belong to; absent for those of a template. */
  pod?: Pod;
  /** Set for the containers of a template, which stand a little further in. */
  prefix?: string;
}

/** The containers of a pod, or of a template for pods. */
export function containerLines({ title, containers, statuses = [], pod, prefix = '' }: ContainersOptions): string[] {
  const nameIndent = prefix === '' ? '' : ' ';
  return [
    `${prefix}${title}:${containers.length === 0 ? ' <none>' : ''}`,
    ...containers.flatMap((container) => {
      const status = statuses.find(({ name }) => name === container.name);
      return [`  ${nameIndent}${container.name}:`, ...indent(oneContainer(container, status, pod), 2)];
    }),
  ];
}

/** Limits and requests in the order of their names. */
export function resourceLines({ limits, requests }: ResourceRequirements = {}): string[] {
  return [...amountLines('Limits', limits), ...amountLines('Requests', requests)];
}

function oneContainer(container: Container, status: ContainerStatus | undefined, pod: Pod | undefined): string[] {
  return [
    ...(status ? [field('Container ID', status.containerID ?? '')] : []),
    field('Image', container.image ?? ''),
    ...(status ? [field('Image ID', status.imageID ?? '')] : []),
    portLine('Port', container.ports, ({ containerPort }) => containerPort),
    portLine('Host Port', container.ports, ({ hostPort = 0 }) => hostPort),
    ...seccompLines(container),
    ...textLines('Command', container.command),
    ...textLines('Args', container.args),
    ...(status ? containerStateLines(status) : []),
    ...resourceLines(container.resources),
    ...(container.livenessProbe ? [field('Liveness', probeText(container.livenessProbe))] : []),
    ...(container.readinessProbe ? [field('Readiness', probeText(container.readinessProbe))] : []),
    ...(container.startupProbe ? [field('Startup', probeText(container.startupProbe))] : []),
    ...environmentLines(container, pod),
    ...mountLines(container),
  ];
}

function portLine(
  label: string,
  ports: readonly ContainerPort[] = [],
  number: (port: ContainerPort) => number,
): string {
  const texts = ports.map((port) => `${number(port)}/${port.protocol ?? ''}`);
  return field(`${label}${texts.length > 1 ? 's' : ''}`, texts.join(', ') || '<none>');
}

function seccompLines({ securityContext }: Container): string[] {
  const profile = securityContext?.seccompProfile;
  if (!profile) return [];
  const isLocal = profile.type === 'Localhost';
  return [
    field('SeccompProfile', profile.type),
    ...(isLocal ? indent([field('LocalhostProfile', profile.localhostProfile ?? '')]) : []),
  ];
}

function textLines(label: string, texts: readonly string[] = []): string[] {
  if (texts.length === 0) return [];
  return [`${label}:`, ...indent(texts.flatMap((text) => text.split('\n')))];
}

function amountLines(label: string, amounts: Record<string, string> | undefined): string[] {
  const lines = sortedEntries(amounts).map(([name, amount]) => field(name, quantityText(amount)));
  return lines.length === 0 ? [] : [`${label}:`, ...indent(lines)];
}

function mountLines({ volumeMounts = [], volumeDevices = [] }: Container): string[] {
  const none = volumeMounts.length === 0 ? '\t<none>' : '';
  const mounts = [...volumeMounts]
    .sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))
    .map(({ mountPath, name, readOnly, subPath }) => {
      const flags = [readOnly ? 'ro' : 'rw', ...(subPath ? [`path=${quote(subPath)}`] : [])];
      return `${mountPath} from ${name} (${flags.join(',')})`;
    });
  const devices = [...volumeDevices]
    .sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1))
    .map(({ devicePath, name }) => `${devicePath} from ${name}`);
  return [
    `Mounts:${none}`,
    ...indent(mounts),
    ...(devices.length === 0 ? [] : [`Devices:${none}`, ...indent(devices)]),
  ];
}
