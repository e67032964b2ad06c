import { type CertificateSigningRequest, deepEqual, readCertificateRequest } from '@sampan/api';
import { mastersGroup } from '../../authorization/rbac-authorizer.js';
import { clientSigner } from '../../resources/certificates/signers.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';

const resources = ['certificatesigningrequests.certificates.k8s.io'];

/** Who agrees to a request must be allowed to approve for its signer. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  validating: {
    rules: [{ operations: ['UPDATE'], resources, subresources: ['approval'] }],
    admit: (request) => requireSigner(request, 'approve'),
  },
};

/** Who hands out a certificate, or says why there is none, must be allowed to sign for the request's signer. */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  validating: {
    rules: [{ operations: ['UPDATE'], resources, subresources: ['status'] }],
    admit: (request) => {
      const [now, before] = [request.object, request.oldObject] as CertificateSigningRequest[];
      if (!deepEqual(now?.status, before?.status)) requireSigner(request, 'sign');
    },
  },
};

/** Nobody becomes the cluster's master by a certificate that was asked for. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validating: {
    rules: [{ operations: ['CREATE'], resources }],
    admit: (request) => {
      const { spec } = request.object as CertificateSigningRequest;
      if (spec.signerName !== clientSigner) return;
      if (!readCertificateRequest(spec.request).subject.organization.includes(mastersGroup)) return;
      throw rejected(request, `use of ${clientSigner} signer with system:masters group is not allowed`);
    },
  },
};

/** Allowed are who may do it for the signer, or for all of its domain. */
function requireSigner(request: AdmissionRequest, verb: 'approve' | 'sign'): undefined {
  const { signerName } = (request.oldObject as CertificateSigningRequest).spec;
  const [domain] = signerName.split('/');
  const may = (name: string) =>
    request.server.authorizer.authorize({
      ...{ user: request.user, verb, resourceRequest: true, group: 'certificates.k8s.io', version: '*' },
      ...{ resource: 'signers', subresource: '', namespace: '', name, path: '' },
    }).allowed;
  if (may(signerName) || may(`${domain}/*`)) return undefined;
  throw rejected(request, `user not permitted to ${verb} requests with signerName "${signerName}"`);
}
