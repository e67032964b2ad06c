import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './certificate-authority.js';

describe('certificates', () => {
  it('are signed by the authority, with user, groups and names', async () => {
    const authority = await createAuthority('sampan-test');
    const { cert } = await issueCertificate(authority, {
      commonName: 'system:node:node-1',
      organizations: ['system:nodes', 'second'],
      usages: ['client', 'server'],
      dnsNames: ['node-1'],
      ipAddresses: ['127.0.0.1', '::1'],
    });
    const certificate = new X509Certificate(cert);
    expect(certificate.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(certificate.subject.split('\n')).toEqual(['O=system:nodes', 'O=second', 'CN=system:node:node-1']);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('node-1')).toBe('node-1');
    expect(certificate.ca).toBe(false);
    expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(9 * 365 * 24 * 3600 * 1000);
  });

  it('carry a mutual TLS connection', async () => {
    const authority = await createAuthority('sampan-test');
    const server = await issueCertificate(authority, {
      commonName: 'server',
      usages: ['server'],
      ipAddresses: ['127.0.0.1'],
    });
    const client = await issueCertificate(authority, { commonName: 'somebody', usages: ['client'] });
    const listener = createServer(
      { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
      (socket) => socket.end(socket.getPeerCertificate().subject.CN),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    const socket = connect({ host: '127.0.0.1', port, ca: authority.cert, ...client });
    const text = await new Promise((resolve, reject) => {
      socket.setEncoding('utf8').once('data', resolve).once('error', reject);
    });
    listener.close();
    expect(text).toBe('somebody');
  });
});
