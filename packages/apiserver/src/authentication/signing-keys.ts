import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A key that signs or checks service account tokens. */
export interface TokenKey {
  /** Tokens name their key by it: the digest of the public key. */
  readonly id: string;
  readonly algorithm: string;
  readonly key: KeyObject;
}

/** The private key in a PEM file. */
export function signingKey(pem: string): TokenKey {
  const key = createPrivateKey(pem);
  return { id: keyId(createPublicKey(key)), algorithm: algorithmOf(key), key };
}

/** The public keys in a PEM file, which may hold several, and private ones as well. */
export function verifyingKeys(pem: string): TokenKey[] {
  const blocks = pem.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g) ?? [];
  return blocks
    .filter((block) => !block.includes('EC PARAMETERS'))
    .map((block) => {
      const key = createPublicKey(block);
      return { id: keyId(key), algorithm: algorithmOf(key), key };
    });
}

function keyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

const curves: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

function algorithmOf(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return 'RS256';
  const algorithm = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (algorithm === undefined)
    throw new TypeError(`service account keys must be RSA or ECDSA keys, not ${key.asymmetricKeyType}`);
  return algorithm;
}
