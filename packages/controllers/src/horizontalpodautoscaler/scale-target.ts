import { parseApiVersion, quote, type Scale, type V2HorizontalPodAutoscaler } from '@sampan/api';
import { type Client, type SubresourceClient, typeOfDiscovered } from '@sampan/client';
import type { ServedResources } from './served-resources.js';

/** What is scaled, seen and changed through its `scale`. */
export interface ScaleTarget {
  readonly scale: Scale;
  /** Makes it as large as that; resolves to what went wrong, if something did. */
  resize(replicas: number): Promise<string | undefined>;
}

/** Finds what an autoscaler refers to, whatever its kind; or says why it cannot, in kube-controller-manager's words. */
export async function readTarget(
  { metadata, spec }: V2HorizontalPodAutoscaler,
  { client, served }: { client: Client; served: ServedResources },
): Promise<ScaleTarget | { problem: string }> {
  const { apiVersion = '', kind, name } = spec.scaleTargetRef;
  const { group } = parseApiVersion(apiVersion);
  try {
    const [resource] = await served.find((candidate) => candidate.group === group && candidate.kind === kind);
    if (resource === undefined) return { problem: `no matches for kind ${quote(kind)} in group ${quote(group)}` };
    const key = { namespace: metadata.namespace ?? '', name };
    const scales = client.resource(typeOfDiscovered(resource)).subresource<Scale>(key, 'scale');
    const scale = await scales.get();
    return { scale, resize: (replicas) => resize(scales, scale, replicas) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

async function resize(scales: SubresourceClient<Scale>, scale: Scale, replicas: number): Promise<string | undefined> {
  try {
    await scales.update({ ...scale, spec: { ...scale.spec, replicas } });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
