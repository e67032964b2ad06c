/** Rules of `certificates.k8s.io`: see index.mjs. */
export const certificates = {
  'certificates.CertificateSigningRequestSpec': { request: {}, usages: {}, signerName: {}, expirationSeconds: {} },
  'certificates.CertificateSigningRequestStatus': { conditions: {}, certificate: {} },
};
