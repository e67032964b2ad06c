import type { Container, PodSpec } from '@sampan/api';
import type { Capabilities, Capability } from './capabilities.js';

/**
 * What a pod asks for and a driver of these capabilities does not do, as paths of fields: `containers{web}.tty`. The
 * whole list is here: what is neither done nor named here is done.
 */
export function ignoredFields(
  spec: PodSpec,
  { capabilities, defaultUid }: { capabilities: Capabilities; defaultUid: number | undefined },
): string[] {
  const isMissing = ({ needs }: { needs: Capability }) => capabilities[needs] !== true;
  const named = <T>(fields: Record<string, Field<T>>, subject: T, prefix: string) =>
    Object.entries(fields)
      .filter(([, field]) => isMissing(field) && field.asks(subject, { spec, defaultUid }))
      .map(([path]) => prefix + path);
  return [
    ...named(podFields, spec, ''),
    ...(spec.volumes ?? []).flatMap((volume) => named(volumeFields, volume, `volumes{${volume.name}}.`)),
    ...(spec.initContainers ?? []).flatMap((each) => named(containerFields, each, `initContainers{${each.name}}.`)),
    ...spec.containers.flatMap((each) => named(containerFields, each, `containers{${each.name}}.`)),
  ];
}

interface Field<T> {
  /** What a driver has to be able to do for it. */
  needs: Capability;
  asks(subject: T, pod: { spec: PodSpec; defaultUid: number | undefined }): boolean;
}

type Volume = NonNullable<PodSpec['volumes']>[number];

const podFields: Record<string, Field<PodSpec>> = {
  hostUsers: { needs: 'userNamespaces', asks: ({ hostUsers }) => hostUsers === false },
  runtimeClassName: { needs: 'runtimeClasses', asks: ({ runtimeClassName }) => Boolean(runtimeClassName) },
  hostAliases: { needs: 'nameResolution', asks: ({ hostAliases }) => isNotEmpty(hostAliases) },
  dnsConfig: { needs: 'nameResolution', asks: ({ dnsConfig }) => isNotEmpty(dnsConfig) },
  'resources.limits': { needs: 'limits', asks: ({ resources }) => isNotEmpty(resources?.limits) },
  'securityContext.fsGroup': { needs: 'volumeOwners', asks: ({ securityContext: own }) => own?.fsGroup !== undefined },
  'securityContext.sysctls': { needs: 'sysctls', asks: ({ securityContext: own }) => isNotEmpty(own?.sysctls) },
  ...securityFields<PodSpec>(),
  'securityContext.supplementalGroups': {
    needs: 'users',
    asks: ({ securityContext: own }) => own?.supplementalGroups !== undefined,
  },
};

const volumeFields: Record<string, Field<Volume>> = {
  'emptyDir.medium': { needs: 'memoryVolumes', asks: ({ emptyDir }) => Boolean(emptyDir?.medium) },
  'persistentVolumeClaim.readOnly': {
    needs: 'readOnlyMounts',
    asks: ({ persistentVolumeClaim }) => persistentVolumeClaim?.readOnly === true,
  },
  'emptyDir.sizeLimit': { needs: 'volumeLimits', asks: ({ emptyDir }) => emptyDir?.sizeLimit !== undefined },
};

const containerFields: Record<string, Field<Container>> = {
  tty: { needs: 'terminals', asks: ({ tty }) => tty === true },
  'resources.limits': { needs: 'limits', asks: ({ resources }) => isNotEmpty(resources?.limits) },
  'securityContext.privileged': { needs: 'privileged', asks: ({ securityContext: own }) => own?.privileged === true },
  'securityContext.readOnlyRootFilesystem': {
    needs: 'readOnlyRoot',
    asks: ({ securityContext: own }) => own?.readOnlyRootFilesystem === true,
  },
  'securityContext.allowPrivilegeEscalation': {
    needs: 'noNewPrivileges',
    asks: ({ securityContext: own }) => own?.allowPrivilegeEscalation === false,
  },
  'securityContext.capabilities': {
    needs: 'linuxCapabilities',
    asks: ({ securityContext: own }) => isNotEmpty(own?.capabilities),
  },
  ...securityFields<Container>(),
  'securityContext.procMount': {
    needs: 'procMounts',
    asks: ({ securityContext: own }) => (own?.procMount ?? 'Default') !== 'Default',
  },
  volumeDevices: { needs: 'blockDevices', asks: ({ volumeDevices }) => isNotEmpty(volumeDevices) },
  // ConfigMaps, Secrets and tokens are written anew when they change: a program's own changes are its own loss.
  'volumeMounts.readOnly': {
    needs: 'readOnlyMounts',
    asks: ({ volumeMounts = [] }, { spec: { volumes = [] } }) =>
      volumeMounts.some(
        ({ name, readOnly }) =>
          readOnly === true &&
          volumes.some((volume) => volume.name === name && (volume.emptyDir ?? volume.hostPath) !== undefined),
      ),
  },
  'volumeMounts.mountPropagation': {
    needs: 'mountPropagation',
    asks: ({ volumeMounts = [] }) => volumeMounts.some(({ mountPropagation: own = 'None' }) => own !== 'None'),
  },
};

/** What pods say of all their containers, and a container for itself. */
function securityFields<T extends Pick<PodSpec | Container, 'securityContext'>>(): Record<string, Field<T>> {
  return {
    'securityContext.runAsUser': {
      needs: 'users',
      asks: ({ securityContext: own }, { defaultUid }) => own?.runAsUser !== undefined && own.runAsUser !== defaultUid,
    },
    'securityContext.runAsGroup': { needs: 'users', asks: ({ securityContext: own }) => own?.runAsGroup !== undefined },
    'securityContext.seLinuxOptions': {
      needs: 'seLinux',
      asks: ({ securityContext: own }) => isNotEmpty(own?.seLinuxOptions),
    },
    'securityContext.seccompProfile': {
      needs: 'seccomp',
      asks: ({ securityContext: own }) => isConfined(own?.seccompProfile),
    },
    'securityContext.appArmorProfile': {
      needs: 'appArmor',
      asks: ({ securityContext: own }) => isConfined(own?.appArmorProfile),
    },
  };
}

function isNotEmpty(value: object | undefined): boolean {
  return value !== undefined && Object.keys(value).length > 0;
}

function isConfined(profile: { type: string } | undefined): boolean {
  return profile !== undefined && profile.type !== 'Unconfined';
}
