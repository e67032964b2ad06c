import type { Pod } from '@sampan/api';

/** What Linux can hold is a byte more, but the kubelet lets nobody have that. */
const maxLength = 63;

/**
 * The host name that programs of a pod see: what `hostnameOverride` says, the node's own on the host's network, else
 * the pod's `hostname` or name, with its domain where `setHostnameAsFQDN` wants it (the kubelet's GeneratePodHostNameAndDomain).
 */
export function podHostname({ metadata, spec }: Pod, nodeHostname: string): string {
  if (spec.hostnameOverride !== undefined) return spec.hostnameOverride;
  if (spec.hostNetwork) return nodeHostname;
  const short = (spec.hostname || (metadata.name ?? '')).slice(0, maxLength).replace(/[-.]+$/, '');
  if (!spec.setHostnameAsFQDN || !spec.subdomain) return short;
  return `${short}.${spec.subdomain}.${metadata.namespace}.svc.cluster.local`;
}
