import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate and its key: PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Pair {
  /** A certificate for servers, clients and further authorities of that name, which are at 127.0.0.1. */
  issue(name: string): Promise<Authority>;
}

type Key = webcrypto.CryptoKey;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** An authority that signs itself. */
export function createAuthority(name: string): Promise<Authority> {
  return issue(name);
}

async function issue(name: string, by?: { certificate: x509.X509Certificate; key: Key }): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as unknown as Record<
    'privateKey' | 'publicKey',
    Key
  >;
  const certificate = await x509.X509CertificateGenerator.create({
    ...{
      subject: `CN=${name}`,
      issuer: by?.certificate.subject ?? `CN=${name}`,
      serialNumber: randomBytes(8).toString('hex'),
    },
    ...{ publicKey: keys.publicKey, signingKey: by?.key ?? keys.privateKey, signingAlgorithm: algorithm },
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as never)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    issue: (other) => issue(other, { certificate, key: keys.privateKey }),
  };
}
