/** Rules of `certificates.k8s.io`: see index.mjs. */
export const certificates = {
  'certificates.CertificateSigningRequest': { spec: { default: {} } },
  'certificates.CertificateSigningRequestSpec': { request: {}, usages: {}, signerName: {}, expirationSeconds: {} },
  'certificates.CertificateSigningRequestStatus': { conditions: {}, certificate: {} },
};
