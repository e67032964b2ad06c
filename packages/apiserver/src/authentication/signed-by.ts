import { X509Certificate } from 'node:crypto';

/** Whether an authority signed a certificate, itself or through others. */
export type SignedBy = (certificate: X509Certificate) => boolean;

/** No chain of authorities is longer. */
const maxDepth = 8;

/**
 * Tells which of several authorities signed a certificate: that one of them did is known of every connection that is let in.
 * `authorities` are certificates in PEM.
 */
export function signedBy(authorities: string): SignedBy {
  const trusted = certificatesIn(authorities);
  const known = new WeakMap<X509Certificate, boolean>();
  return (certificate) => {
    let answer = known.get(certificate);
    if (answer === undefined) {
      answer = leadsTo(certificate, trusted);
      known.set(certificate, answer);
    }
    return answer;
  };
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function leadsTo(certificate: X509Certificate, trusted: readonly X509Certificate[]): boolean {
  let link: X509Certificate | undefined = certificate;
  for (let depth = 0; link !== undefined && depth < maxDepth; depth++) {
    for (const authority of trusted) {
      if (link.checkIssued(authority) && link.verify(authority.publicKey)) return true;
    }
    link = issuerOf(link);
  }
  return false;
}

/** The authority whose certificate came with it, if it signed it. */
function issuerOf(certificate: X509Certificate): X509Certificate | undefined {
  const issuer = certificate.issuerCertificate;
  return issuer !== undefined && certificate.verify(issuer.publicKey) ? issuer : undefined;
}
