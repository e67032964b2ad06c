import type { Container, PodSpec } from '@sampan/api';

/**
 * What a pod asks for and this driver does not do, as paths of fields. The whole list is here: what is neither done nor
 * named here is done.
 */
export function ignoredFields(spec: PodSpec): string[] {
  const ofPod = Object.entries(podFields).filter(([, asks]) => asks(spec));
  const containers = [
    ...(spec.initContainers ?? []).map((container) => ({ list: 'initContainers', container })),
    ...spec.containers.map((container) => ({ list: 'containers', container })),
  ];
  const ofContainers = containers.flatMap(({ list, container }) =>
    Object.entries(containerFields)
      .filter(([, asks]) => asks(container, spec))
      .map(([field]) => `${list}{${container.name}}.${field}`),
  );
  const media = (spec.volumes ?? []).filter(({ emptyDir }) => emptyDir?.medium || emptyDir?.sizeLimit !== undefined);
  return [
    ...ofPod.map(([field]) => field),
    ...media.map(({ name, emptyDir }) => `volumes{${name}}.emptyDir.${emptyDir?.medium ? 'medium' : 'sizeLimit'}`),
    ...ofContainers,
  ];
}

const podFields: Record<string, (spec: PodSpec) => boolean> = {
  hostUsers: ({ hostUsers }) => hostUsers === false,
  runtimeClassName: ({ runtimeClassName }) => Boolean(runtimeClassName),
  hostAliases: ({ hostAliases }) => isNotEmpty(hostAliases),
  dnsConfig: ({ dnsConfig }) => isNotEmpty(dnsConfig),
  'resources.limits': (spec) => isNotEmpty((spec as { resources?: { limits?: object } }).resources?.limits),
  'securityContext.fsGroup': ({ securityContext }) => securityContext?.fsGroup !== undefined,
  'securityContext.sysctls': ({ securityContext }) => isNotEmpty(securityContext?.sysctls),
  'securityContext.seLinuxOptions': ({ securityContext }) => isNotEmpty(securityContext?.seLinuxOptions),
  'securityContext.seccompProfile': ({ securityContext }) => isConfined(securityContext?.seccompProfile),
  'securityContext.appArmorProfile': ({ securityContext }) => isConfined(securityContext?.appArmorProfile),
};

const containerFields: Record<string, (container: Container, spec: PodSpec) => boolean> = {
  tty: ({ tty }) => tty === true,
  'resources.limits': ({ resources }) => isNotEmpty(resources?.limits),
  'securityContext.privileged': ({ securityContext }) => securityContext?.privileged === true,
  'securityContext.readOnlyRootFilesystem': ({ securityContext }) => securityContext?.readOnlyRootFilesystem === true,
  'securityContext.allowPrivilegeEscalation': ({ securityContext }) =>
    securityContext?.allowPrivilegeEscalation === false,
  'securityContext.capabilities': ({ securityContext }) => isNotEmpty(securityContext?.capabilities),
  'securityContext.seLinuxOptions': ({ securityContext }) => isNotEmpty(securityContext?.seLinuxOptions),
  'securityContext.seccompProfile': ({ securityContext }) => isConfined(securityContext?.seccompProfile),
  'securityContext.appArmorProfile': ({ securityContext }) => isConfined(securityContext?.appArmorProfile),
  'securityContext.procMount': ({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default',
  volumeDevices: ({ volumeDevices }) => isNotEmpty(volumeDevices),
  // ConfigMaps, Secrets and tokens are written anew when they change: a program's own changes are its own loss.
  'volumeMounts.readOnly': ({ volumeMounts = [] }, { volumes = [] }) =>
    volumeMounts.some(
      ({ name, readOnly }) =>
        readOnly === true &&
        volumes.some(
          (volume) => volume.name === name && (volume.emptyDir !== undefined || volume.hostPath !== undefined),
        ),
    ),
};

function isNotEmpty(value: object | undefined): boolean {
  return value !== undefined && Object.keys(value).length > 0;
}

function isConfined(profile: { type: string } | undefined): boolean {
  return profile !== undefined && profile.type !== 'Unconfined';
}
