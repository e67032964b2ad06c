import type { CertificateRequest } from '@sampan/api';

/** Who signs, PEM. */
export interface Authority {
  readonly cert: string;
  readonly key: string;
}

type Check = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

export const kubeletClientSigner = 'kubernetes.io/kube-apiserver-client-kubelet';

/** Kubernetes' own signers, and why one of them does not sign a request; undefined: it does. */
export const signers: Readonly<Record<string, Check>> = {
  'kubernetes.io/kube-apiserver-client': (_, usages) => clientProblem(usages),
  [kubeletClientSigner]: kubeletClientProblem,
  'kubernetes.io/kubelet-serving': kubeletServingProblem,
  'kubernetes.io/legacy-unknown': () => undefined,
};

function clientProblem(usages: readonly string[]): string | undefined {
  const other = usages.find((usage) => !['digital signature', 'key encipherment', 'client auth'].includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

/** Whether the request is that of a node's agent for its identity. */
export function kubeletClientProblem(request: CertificateRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  return nodeProblem(request, usages, 'client auth');
}

function kubeletServingProblem(request: CertificateRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length + request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  return nodeProblem(request, usages, 'server auth');
}

function isOfNodes({ subject }: CertificateRequest): boolean {
  return subject.organization.length === 1 && subject.organization[0] === 'system:nodes';
}

function nodeProblem({ subject }: CertificateRequest, usages: readonly string[], purpose: string): string | undefined {
  if (!commonNameOf(subject).startsWith('system:node:')) {
    return 'subject common name does not begin with system:node:';
  }
  const required = [purpose, 'digital signature'].sort();
  const asked = [...new Set(usages)].filter((usage) => usage !== 'key encipherment').sort();
  if (asked.join() === required.join()) return undefined;
  return `usages did not match [${[...required, 'key encipherment'].sort().join(' ')}]`;
}

export function commonNameOf({ commonName }: CertificateRequest['subject']): string {
  return commonName.at(-1) ?? '';
}
