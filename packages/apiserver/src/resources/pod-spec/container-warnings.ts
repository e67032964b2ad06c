import type { Container, ContainerPort, ObjectMeta, PodSpec } from '@sampan/api';
import { duplicates, fractionalBytes } from './warning-tools.js';

interface Annotated {
  /** Where the annotations of the Pod or the template are. */
  annotations: string;
  metadata: ObjectMeta;
}

/** Likely mistakes in the containers of a pod spec. */
export function containerWarnings(path: string, spec: PodSpec, annotated: Annotated): string[] {
  return allContainers(path, spec).flatMap(({ at, container }) => [
    ...profileWarnings(container, spec, annotated),
    ...fractionalBytes(`${at}.resources.limits`, container.resources?.limits),
    ...fractionalBytes(`${at}.resources.requests`, container.resources?.requests),
    ...duplicates(container.env, ({ name }) => name).flatMap(({ index, key }) => {
      const variable = container.env?.[index];
      // A value that builds on the one before it means to replace it.
      const reference = `$(${key})`;
      const { value = '', valueFrom } = variable ?? {};
      if (valueFrom === undefined && value !== reference && value.includes(reference)) return [];
      return [`${at}.env[${index}]: hides previous definition of "${key}", which may be dropped when using apply`];
    }),
  ]);
}

/** Ports that are said twice, within one container or among several. */
export function portWarnings(path: string, spec: PodSpec): string[] {
  const seen = new Map<string, { at: string; port: ContainerPort }[]>();
  return allContainers(path, spec).flatMap(({ at: container, container: { ports = [] } }) =>
    ports.flatMap((port, index) => {
      const at = `${container}.ports[${index}]`;
      const key = `${port.containerPort}/${port.protocol}`;
      const others = seen.get(key) ?? [];
      seen.set(key, [...others, { at, port }]);
      return others.flatMap((other) => {
        const relation = relationOf(port, other.port);
        return relation === undefined ? [] : [`${at}: ${relation} port definition with ${other.at}`];
      });
    }),
  );
}

function relationOf(port: ContainerPort, other: ContainerPort): string | undefined {
  const [hostIp, otherIp] = [port.hostIP ?? '', other.hostIP ?? ''];
  const [hostPort, otherPort] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (hostIp === otherIp && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  return hostPort === otherPort && (hostIp === '') !== (otherIp === '') ? 'dangerously ambiguous' : undefined;
}

/** Annotations that fields have taken the place of. */
function profileWarnings(container: Container, spec: PodSpec, { annotations, metadata }: Annotated): string[] {
  const has = (key: string) => metadata.annotations?.[key] !== undefined;
  const seccomp = `container.seccomp.security.alpha.kubernetes.io/${container.name}`;
  const appArmor = `container.apparmor.security.beta.kubernetes.io/${container.name}`;
  const hasAppArmor = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
  return [
    ...(container.securityContext?.seccompProfile === undefined && has(seccomp)
      ? [`${annotations}[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...(hasAppArmor === undefined && has(appArmor)
      ? [`${annotations}[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`]
      : []),
  ];
}

function allContainers(path: string, spec: PodSpec): { at: string; container: Container }[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({ at: `${path}.${list}[${index}]`, container })),
  );
}
