import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Authority } from './signers.js';

cryptoProvider.set(webcrypto);

const subjectAlternativeName = '2.5.29.17';
const minute = 60_000;
/** Clocks may be that late; shorter certificates are not valid before they are asked for. */
const backdateMs = 5 * minute;
const shortMs = 8 * 60 * minute;

export interface Signing {
  /** The request, PEM. */
  request: string;
  usages: readonly string[];
  lifetimeMs: number;
  now: number;
}

/**
 * A certificate of what is asked for, in PEM; never valid for longer than the authority itself. Throws where the request is
 * not signed by the key that it names.
 */
export async function signCertificate({ cert, key }: Authority, signing: Signing): Promise<string> {
  const { request: text, usages, lifetimeMs, now } = signing;
  const issuer = new X509Certificate(cert);
  const request = new Pkcs10CertificateRequest(text);
  if (!(await request.verify())) throw new Error('x509: the signature of the request is not that of its key');
  const backdate = lifetimeMs > shortMs ? backdateMs : 0;
  const notAfter = Math.min(now + lifetimeMs - backdate, issuer.notAfter.getTime());
  const { signingKey, signingAlgorithm } = await importKey(key);
  const certificate = await X509CertificateGenerator.create({
    ...{ notBefore: new Date(now - backdateMs), notAfter: new Date(notAfter), serialNumber: serialNumber() },
    ...{ subject: request.subjectName, issuer: issuer.subjectName, publicKey: request.publicKey },
    ...{ signingKey, signingAlgorithm, extensions: await extensions(issuer, request, usages) },
  });
  return `${certificate.toString('pem')}\n`;
}

async function extensions(
  issuer: X509Certificate,
  request: Pkcs10CertificateRequest,
  usages: readonly string[],
): Promise<Extension[]> {
  const flags = usages.reduce((all, usage) => all | (keyUsages[usage] ?? 0), 0);
  const extended = usages.flatMap((usage) => extendedUsages[usage] ?? []);
  return [
    ...(flags === 0 ? [] : [new KeyUsagesExtension(flags, true)]),
    ...(extended.length === 0 ? [] : [new ExtendedKeyUsageExtension([...new Set(extended)])]),
    new BasicConstraintsExtension(false, undefined, true),
    await AuthorityKeyIdentifierExtension.create(issuer),
    ...request.extensions.filter(({ type }) => type === subjectAlternativeName),
  ];
}

const keyUsages: Record<string, number> = {
  signing: KeyUsageFlags.digitalSignature,
  'digital signature': KeyUsageFlags.digitalSignature,
  'content commitment': KeyUsageFlags.nonRepudiation,
  'key encipherment': KeyUsageFlags.keyEncipherment,
  'key agreement': KeyUsageFlags.keyAgreement,
  'data encipherment': KeyUsageFlags.dataEncipherment,
  'cert sign': KeyUsageFlags.keyCertSign,
  'crl sign': KeyUsageFlags.cRLSign,
  'encipher only': KeyUsageFlags.encipherOnly,
  'decipher only': KeyUsageFlags.decipherOnly,
};

const purposes = '1.3.6.1.5.5.7.3';
const extendedUsages: Record<string, string> = {
  any: '2.5.29.37.0',
  'server auth': `${purposes}.1`,
  'client auth': `${purposes}.2`,
  'code signing': `${purposes}.3`,
  'email protection': `${purposes}.4`,
  's/mime': `${purposes}.4`,
  'ipsec end system': `${purposes}.5`,
  'ipsec tunnel': `${purposes}.6`,
  'ipsec user': `${purposes}.7`,
  timestamping: `${purposes}.8`,
  'ocsp signing': `${purposes}.9`,
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

/** 127 random bits: positive, as RFC 5280 wants it. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('hex');
}

const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** An authority's key: of a NIST curve, or RSA. */
async function importKey(
  pem: string,
): Promise<{ signingKey: webcrypto.CryptoKey; signingAlgorithm: EcdsaSigning | RsaSigning }> {
  const key = createPrivateKey(pem);
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  const signingAlgorithm: EcdsaSigning | RsaSigning =
    namedCurve === undefined
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve, hash: 'SHA-256' };
  return {
    signingKey: await webcrypto.subtle.importKey('pkcs8', der, signingAlgorithm, false, ['sign']),
    signingAlgorithm,
  };
}

interface EcdsaSigning {
  name: 'ECDSA';
  namedCurve: string;
  hash: 'SHA-256';
}

interface RsaSigning {
  name: 'RSASSA-PKCS1-v1_5';
  hash: 'SHA-256';
}
