export interface GroupVersion {
  group: string;
  version: string;
}

export interface GroupVersionKind extends GroupVersion {
  kind: string;
}

export interface GroupVersionResource extends GroupVersion {
  resource: string;
}

/** `apps/v1`, `v1`: what an object's `apiVersion` says. */
export function formatApiVersion({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The inverse of {@link formatApiVersion}; throws for more than one slash, in Kubernetes' words. */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const parts = apiVersion.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** What an object says of itself. */
export function gvkOf({ apiVersion, kind }: { apiVersion: string; kind: string }): GroupVersionKind {
  return { ...parseApiVersion(apiVersion), kind };
}

/** `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`: how Kubernetes' messages name a kind. */
export function formatGvk({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}, Kind=${kind}`;
}

const kubernetesVersion = /^v(\d+)(?:(alpha|beta)(\d+)?)?$/;
const stages: Record<string, number> = { alpha: 1, beta: 2 };

/** Sorts versions as Kubernetes prefers them: v2, v1, v1beta2, v1beta1, v1alpha1, then what is no such version. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [kubernetesVersion.exec(a), kubernetesVersion.exec(b)];
  if (first === null || second === null) {
    if (first !== null) return -1;
    return second !== null ? 1 : a < b ? -1 : a > b ? 1 : 0;
  }
  return (
    (stages[second[2] ?? ''] ?? 3) - (stages[first[2] ?? ''] ?? 3) ||
    Number(second[1]) - Number(first[1]) ||
    Number(second[3] ?? 0) - Number(first[3] ?? 0)
  );
}
