import { expect, it } from 'vitest';
import { decodeBase64 } from '../values/base64.js';
import { parseCertificateRequest } from './certificate-request.js';

/** Made by openssl: two organizations, a serial number, alternative names of every kind. */
const request = [
  'MIIBXjCCAQQCAQAwOzENMAsGA1UECgwEb3JnMTENMAsGA1UECgwEb3JnMjEOMAwGA1UEAwwFYWxpY2UxCzAJBgNVBAUTAjc3MFkw',
  'EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+i5eb2nVN6BclcWPM4hwxSUfLwOIewvmFEcg4gsoYruhvVrXAHckdEh12qdU9i9RvnU4',
  'Kbs3g+NkmM9DTMUDgqBnMGUGCSqGSIb3DQEJDjFYMFYwVAYDVR0RBE0wS4INYS5leGFtcGxlLmNvbYINYi5leGFtcGxlLmNvbYcE',
  'CgAAAYcQIAENuAAAAAAAAAAAAAAAAYEFeEB5LnqGDHNwaWZmZTovL2EvYjAKBggqhkjOPQQDAgNIADBFAiBR50zNe/yk3StzMjRj',
  'x6HXk2FvNHifpsuHwIjChQnvXQIhAPqUdzPfjcr79TnUn+3nau1Wcnuxqh1WpBYaO8Wss9o9',
].join('');

it('reads who asks for what', () => {
  const { subject, ...names } = parseCertificateRequest(decodeBase64(request));
  expect(subject).toMatchObject({ commonName: ['alice'], organization: ['org1', 'org2'], serialNumber: ['77'] });
  expect(names).toEqual({
    dnsNames: ['a.example.com', 'b.example.com'],
    emailAddresses: ['x@y.z'],
    uris: ['spiffe://a/b'],
    ipAddresses: ['10.0.0.1', '2001:db8::1'],
  });
});

it('refuses what is cut off', () => {
  const bytes = decodeBase64(request);
  expect(() => parseCertificateRequest(bytes.slice(0, bytes.length / 2))).toThrow('asn1: syntax error');
});
