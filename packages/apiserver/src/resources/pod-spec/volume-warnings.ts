import type { Volume } from '@sampan/api';

/** Volumes whose drivers are gone or going, in the order in which Kubernetes tells of them. */
const deprecations = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
} as const;

/** Volumes that do nothing any more, and files that hide the token of the service account. */
export function volumeWarnings(path: string, volumes: readonly Volume[]): string[] {
  return [
    ...volumes.flatMap((volume, index) =>
      Object.entries(deprecations).flatMap(([name, message]) =>
        volume[name as keyof Volume] === undefined ? [] : [`${path}[${index}].${fieldNames[name] ?? name}: ${message}`],
      ),
    ),
    ...hiddenTokens(path, volumes),
  ];
}

/** Fields that Kubernetes tells of by another name. */
const fieldNames: Record<string, string> = { storageos: 'storageOS' };

function hiddenTokens(path: string, volumes: readonly Volume[]): string[] {
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
  const tokens = new Set(sources.map(({ serviceAccountToken }) => serviceAccountToken?.path ?? ''));
  tokens.delete('');
  return volumes.flatMap(({ projected }, index) =>
    (projected?.sources ?? []).flatMap(({ configMap, secret, downwardAPI }) =>
      Object.entries({ configMap, secrets: secret, downwardAPI }).flatMap(([name, source]) =>
        (source?.items ?? []).flatMap(({ path: file }, item) =>
          tokens.has(file)
            ? [
                `${path}[${index}].projected.sources.${name}[${item}]: has duplicated path with ServiceAccountToken "${file}"`,
              ]
            : [],
        ),
      ),
    ),
  );
}
