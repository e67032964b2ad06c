import type { Container, EphemeralContainer, Pod, Volume } from '@sampan/api';

/** The names of what a Pod needs of its namespace. */
export interface PodReferences {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
  readonly claims: ReadonlySet<string>;
}

/** Everything in a Pod that names a Secret, a ConfigMap or a PersistentVolumeClaim, used or not. */
export function podReferences({ metadata, spec }: Pod): PodReferences {
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  const volumes = spec.volumes ?? [];
  return {
    secrets: names([
      ...(spec.imagePullSecrets ?? []).map(({ name }) => name),
      ...containers.flatMap(containerSecrets),
      ...volumes.flatMap(volumeSecrets),
    ]),
    configMaps: names([...containers.flatMap(containerConfigMaps), ...volumes.flatMap(volumeConfigMaps)]),
    claims: names(
      volumes.map(({ name, persistentVolumeClaim, ephemeral }) =>
        ephemeral === undefined ? persistentVolumeClaim?.claimName : `${metadata.name}-${name}`,
      ),
    ),
  };
}

function names(all: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(all.filter((name): name is string => name !== undefined && name !== ''));
}

type AnyContainer = Pick<Container | EphemeralContainer, 'env' | 'envFrom'>;

function containerSecrets({ env = [], envFrom = [] }: AnyContainer): (string | undefined)[] {
  return [
    ...envFrom.map(({ secretRef }) => secretRef?.name),
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
  ];
}

function containerConfigMaps({ env = [], envFrom = [] }: AnyContainer): (string | undefined)[] {
  return [
    ...envFrom.map(({ configMapRef }) => configMapRef?.name),
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
  ];
}

function volumeSecrets(volume: Volume): (string | undefined)[] {
  return [
    volume.secret?.secretName,
    ...(volume.projected?.sources ?? []).map(({ secret }) => secret?.name),
    volume.azureFile?.secretName,
    volume.cephfs?.secretRef?.name,
    volume.cinder?.secretRef?.name,
    volume.csi?.nodePublishSecretRef?.name,
    volume.flexVolume?.secretRef?.name,
    volume.iscsi?.secretRef?.name,
    volume.rbd?.secretRef?.name,
    volume.scaleIO?.secretRef?.name,
    volume.storageos?.secretRef?.name,
  ];
}

function volumeConfigMaps({ configMap, projected }: Volume): (string | undefined)[] {
  return [configMap?.name, ...(projected?.sources ?? []).map(({ configMap: source }) => source?.name)];
}
