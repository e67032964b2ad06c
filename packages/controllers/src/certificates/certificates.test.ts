import 'reflect-metadata';
import { X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type CertificateSigningRequest, decodeBase64, resources, TestClock } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { expiryOf } from './csr-cleaner-controller.js';
import type { Authority } from './signers.js';

cryptoProvider.set(webcrypto);
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const start = Date.UTC(2026, 0, 1);
const day = 24 * 60 * 60 * 1_000;
const hour = day / 24;

let authority: Authority;
let clock: TestClock;
let cluster: TestCluster;
beforeAll(async () => {
  clock = new TestClock(start);
  authority = await createAuthority();
  cluster = await startTestCluster({ signingAuthority: authority, clock });
});
afterAll(() => cluster.stop());

const requests = () => cluster.client.resource(resources.certificateSigningRequests);
let made = 0;

async function ask(
  subject: string,
  spec: Partial<CertificateSigningRequest['spec']>,
  dnsNames: string[] = [],
): Promise<CertificateSigningRequest> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = dnsNames.map((value) => ({ type: 'dns' as const, value }));
  const extensions = names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)];
  const request = await Pkcs10CertificateRequestGenerator.create({
    ...{ name: subject, keys, signingAlgorithm: algorithm, extensions },
  });
  return requests().create({
    ...{ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: `csr-${++made}` } },
    spec: {
      request: Buffer.from(request.toString('pem')).toString('base64'),
      ...{ signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth', 'digital signature'], ...spec },
    },
  });
}

async function approve(request: CertificateSigningRequest): Promise<void> {
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test' }];
  const key = { namespace: '', name: request.metadata.name ?? '' };
  await requests()
    .subresource(key, 'approval')
    .update({ ...request, status: { conditions } });
}

const until = (request: CertificateSigningRequest, holds: (status: CertificateSigningRequest['status']) => boolean) =>
  cluster.until(
    resources.certificateSigningRequests,
    { namespace: '', name: request.metadata.name ?? '' },
    (object) => object !== undefined && holds(object.status),
  );

const certificateIn = (request: CertificateSigningRequest | undefined) =>
  new NodeCertificate(decodeBase64(request?.status?.certificate ?? ''));

describe('the signing controller', () => {
  it('signs what was agreed to, for a year, by the authority', async () => {
    const request = await ask('O=developers, CN=jane', {}, ['jane.example.com']);
    await approve(request);
    const certificate = certificateIn(await until(request, (status) => status?.certificate !== undefined));
    expect(certificate.verify(new NodeCertificate(authority.cert).publicKey)).toBe(true);
    expect(certificate.subject.split('\n')).toEqual(['O=developers', 'CN=jane']);
    expect(certificate.checkHost('jane.example.com')).toBe('jane.example.com');
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(start);
    expect(Date.parse(certificate.validTo) - start).toBe(365 * day - 5 * 60_000);
  });

  it.each([
    [600, 600],
    [7200, 7200],
    [400 * 24 * 3600, 365 * 24 * 3600 - 300],
  ])('signs for %d seconds when it is asked for', async (expirationSeconds, valid) => {
    const request = await ask('CN=short', { expirationSeconds });
    await approve(request);
    const certificate = certificateIn(await until(request, (status) => status?.certificate !== undefined));
    expect((Date.parse(certificate.validTo) - start) / 1_000).toBe(valid);
  });

  it.each([
    ['CN=jane', { usages: ['server auth'] }, 'invalid usage for client certificate: server auth'],
    ['CN=jane', { usages: ['digital signature'] }, 'missing required usage for client certificate: client auth'],
    ['CN=system:node:a', { signerName: 'kubernetes.io/kubelet-serving' }, 'subject organization is not system:nodes'],
    [
      'O=system:nodes, CN=system:node:a',
      { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth', 'digital signature'] },
      'DNS or IP subjectAltName is required',
    ],
  ])('says why it does not sign %s %j', async (subject, spec, message) => {
    const request = await ask(subject, spec);
    await approve(request);
    const failed = await until(request, (status) => (status?.conditions?.length ?? 0) > 1);
    expect(failed?.status?.conditions?.at(-1)).toMatchObject({
      ...{ type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message },
    });
  });
});

describe('the approving controller', () => {
  it("agrees to a node's own identity, once its maker may have it", async () => {
    // The administrator of the tests may do everything, and asks for another.
    const request = await ask('O=system:nodes, CN=system:node:node-9', {
      signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
    });
    const signed = await until(request, (status) => status?.certificate !== undefined);
    expect(signed?.status?.conditions?.[0]).toMatchObject({
      type: 'Approved',
      reason: 'AutoApproved',
      message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    });
    expect(certificateIn(signed).subject).toBe('O=system:nodes\nCN=system:node:node-9');
  });
});

describe('the cleaner', () => {
  const at = (time: number) => new Date(time).toISOString();
  const status = (type: string, certificate?: string) => ({
    conditions: [{ type, status: 'True', lastUpdateTime: at(start + hour) }],
    ...(certificate && { certificate }),
  });
  it.each([
    ['a day after it was made', {}, start + day],
    ['an hour after it was denied', status('Denied'), start + 2 * hour],
    ['an hour after it was approved', status('Approved'), start + 2 * hour],
    ['at once with a certificate that is none', status('Approved', 'eA=='), 0],
  ])('removes a request %s', (_, of, expected) => {
    const metadata = { creationTimestamp: at(start) };
    const spec = { request: '', signerName: '' };
    expect(
      expiryOf({ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata, spec, status: of }),
    ).toBe(expected);
  });

  it('removes them when their time has come', async () => {
    const request = await ask('CN=nobody', {});
    clock.advance(day + 1_000);
    await cluster.until(
      resources.certificateSigningRequests,
      { namespace: '', name: request.metadata.name ?? '' },
      (object) => object === undefined,
    );
  });
});

async function createAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=test', keys, signingAlgorithm: algorithm, serialNumber: '01' },
    ...{ notBefore: new Date(start - day), notAfter: new Date(start + 3650 * day) },
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`,
  };
}
