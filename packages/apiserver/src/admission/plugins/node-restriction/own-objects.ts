import type { AdmissionRequest } from '../../admission-plugin.js';

const leaseNamespace = 'kube-node-lease';

/** The Lease by which a node says that it lives. */
export function checkLease({ namespace, name }: AdmissionRequest, node: string): string | undefined {
  if (namespace !== leaseNamespace) return `can only access leases in the "${leaseNamespace}" system namespace`;
  return name === node ? undefined : 'can only access node lease with the same name as the requesting node';
}

/** What a node says of the storage drivers that it has. */
export function checkCsiNode({ name }: AdmissionRequest, node: string): string | undefined {
  return name === node ? undefined : 'can only access CSINode with the same name as the requesting node';
}
