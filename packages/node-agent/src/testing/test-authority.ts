import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, cryptoProvider, X509CertificateGenerator } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate and its key: PEM. */
export interface TestKeyPair {
  cert: string;
  key: string;
}

/** An authority of a test, and whatever it signs. */
export interface TestAuthority {
  /** PEM. */
  readonly cert: string;
  /** A certificate for both ends of a connection; `name` is a distinguished name: `O=system:nodes, CN=system:node:node-1`. */
  issue(name: string): Promise<TestKeyPair>;
}

export async function createTestAuthority(): Promise<TestAuthority> {
  cryptoProvider.set(webcrypto as never);
  const keys = await newKeys();
  const name = 'CN=test-authority';
  const authority = await X509CertificateGenerator.createSelfSigned({
    name,
    keys: keys as never,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  return {
    cert: authority.toString('pem'),
    issue: async (subject) => {
      const subjectKeys = await newKeys();
      const certificate = await X509CertificateGenerator.create({
        subject,
        issuer: name,
        publicKey: subjectKeys.publicKey as never,
        signingKey: keys.privateKey as never,
        signingAlgorithm: algorithm,
      });
      return { cert: certificate.toString('pem'), key: await exportKey(subjectKeys.privateKey) };
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const text = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`;
}
