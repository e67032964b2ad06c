import { type CertificateSigningRequest, type KubernetesObject, readCertificateRequest } from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';
import { kubeletClientSigner, kubeletServingSigner, legacySigner } from './signers.js';

/** Who signs had not to be said: the request told. */
export const formerRequests: Record<string, ResourceVersion<CertificateSigningRequest>> = {
  'certificates.k8s.io/v1beta1': {
    lifecycle: { introduced: '1.12', deprecated: '1.19', removed: '1.22' },
    defaults: (object: KubernetesObject) => {
      const { spec, status } = object as CertificateSigningRequest;
      spec.usages ??= ['digital signature', 'key encipherment'];
      spec.signerName ??= signerOf(spec);
      for (const condition of status?.conditions ?? []) condition.status ??= 'True';
    },
  },
};

const clientUsages = ['client auth', 'digital signature'];
const servingUsages = ['digital signature', 'server auth'];

function signerOf({ request, usages = [], username = '' }: CertificateSigningRequest['spec']): string {
  try {
    const { subject, dnsNames, ipAddresses, emailAddresses, uris } = readCertificateRequest(request);
    const name = subject.commonName[0] ?? '';
    const isNode = subject.organization.join() === 'system:nodes' && name.startsWith('system:node:');
    const needed = usages
      .filter((usage) => usage !== 'key encipherment')
      .sort()
      .join();
    const others = emailAddresses.length + uris.length;
    const hosts = dnsNames.length + ipAddresses.length;
    if (!isNode || others > 0) return legacySigner;
    if (hosts === 0 && needed === clientUsages.join()) return kubeletClientSigner;
    return hosts > 0 && needed === servingUsages.join() && name === username ? kubeletServingSigner : legacySigner;
  } catch {
    return legacySigner;
  }
}
