import type { ResourceQuota } from '@sampan/api';
import type { AdmissionRequest } from '../../admission-plugin.js';

/** How old a quota may be that is waited for, in milliseconds. */
const patience = 5_000;

/** How soon they are looked at again, in milliseconds. */
const pause = 20;

/**
 * The quotas of the namespace. Before somebody has counted what is there, a quota limits nothing: what is created right
 * after a new one, as by `kubectl apply` of both, waits a moment for its count.
 */
export async function countedQuotas({ server, namespace }: AdmissionRequest): Promise<ResourceQuota[]> {
  for (;;) {
    const quotas = await server.objects.resourceQuotas.list(namespace);
    const now = server.clock.now();
    if (!quotas.some((quota) => isAwaited(quota, now))) return quotas;
    await new Promise<void>((resolve) => server.clock.setTimeout(resolve, pause));
  }
}

function isAwaited({ metadata, spec, status }: ResourceQuota, now: number): boolean {
  if (status?.hard !== undefined || Object.keys(spec?.hard ?? {}).length === 0) return false;
  return now - Date.parse(metadata.creationTimestamp ?? '') < patience;
}
