import { deepEqual, type KubernetesObject, type PersistentVolumeClaim } from '@sampan/api';
import type { AdmissionRequest } from '../../admission-plugin.js';

/** An agent that has made a volume larger says so in its claim, and nothing else. */
export function checkClaim(request: AdmissionRequest, node: string): string | undefined {
  const { operation, subresource, object, oldObject } = request;
  if (subresource !== 'status') return 'may only update PVC status';
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  if (deepEqual(withoutSize(object), withoutSize(oldObject))) return undefined;
  return `node "${node}" is not allowed to update fields other than status.capacity and status.conditions`;
}

/** The claim without what an agent may change. */
function withoutSize(claim: KubernetesObject | undefined): unknown {
  const { metadata, status, ...rest } = structuredClone(claim) as PersistentVolumeClaim;
  const { resourceVersion, managedFields, ...keptMetadata } = metadata;
  const { capacity, conditions, allocatedResources, allocatedResourceStatuses, ...keptStatus } = status ?? {};
  return { ...rest, metadata: keptMetadata, status: keptStatus };
}
