import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { clientCertificateAuthenticator } from './client-certificate.js';

async function certificate(name: string): Promise<X509Certificate> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name,
      notBefore: new Date(),
      notAfter: new Date(Date.now() + 60_000),
      signingAlgorithm: algorithm,
      keys,
    },
    webcrypto,
  );
  return new X509Certificate(made.toString('pem'));
}

describe('client certificates', () => {
  const authenticator = clientCertificateAuthenticator();

  it.each([
    ['CN=alice', 'alice', []],
    ['CN=system:node:node-1, O=system:nodes, O=others', 'system:node:node-1', ['system:nodes', 'others']],
    ['CN="Alice, the first", O="a=b"', 'Alice, the first', ['a=b']],
  ])('of %s', async (subject, name, groups) => {
    const user = await authenticator.authenticate({ certificate: await certificate(subject) });
    expect(user).toMatchObject({ name, groups });
    expect(user?.extra?.['authentication.kubernetes.io/credential-id']?.[0]).toMatch(/^X509SHA256=[0-9a-f]{64}$/);
  });

  it('are the only thing that it knows', async () => {
    expect(authenticator.authenticate({ bearerToken: 'x' })).toBeUndefined();
    expect(authenticator.authenticate({ certificate: await certificate('O=nobody') })).toBeUndefined();
  });
});
