import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** How bytes are kept where others may read them. */
export interface Cipher {
  /** What all that it has written begins with; empty for what is written as it is. */
  readonly prefix: string;
  encrypt(plain: Uint8Array, key: string): Buffer;
  /** Throws where the bytes were not written by it under that key of the store. */
  decrypt(bytes: Uint8Array, key: string): Buffer;
}

/** What is encrypted begins so, as in Kubernetes. */
export const encryptedPrefix = 'k8s:enc:';

export const identity: Cipher = {
  prefix: '',
  encrypt: (plain) => Buffer.from(plain),
  decrypt: (bytes) => Buffer.from(bytes),
};

const nonceBytes = 12;
const tagBytes = 16;

/** AES-GCM: a nonce, the text and its tag, which also vouches for where it is kept. */
export function aesGcm(name: string, secret: Buffer): Cipher {
  const algorithm = `aes-${secret.length * 8}-gcm` as 'aes-256-gcm';
  return {
    prefix: `${encryptedPrefix}aesgcm:v1:${name}:`,
    encrypt: (plain, key) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, secret, nonce).setAAD(Buffer.from(key));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt: (bytes, key) => {
      const tag = bytes.subarray(bytes.length - tagBytes);
      const decipher = createDecipheriv(algorithm, secret, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(key)).setAuthTag(tag);
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()]);
    },
  };
}

const blockBytes = 16;

/** AES-CBC: an initialization vector and the text, padded. */
export function aesCbc(name: string, secret: Buffer): Cipher {
  const algorithm = `aes-${secret.length * 8}-cbc`;
  return {
    prefix: `${encryptedPrefix}aescbc:v1:${name}:`,
    encrypt: (plain) => {
      const vector = randomBytes(blockBytes);
      const cipher = createCipheriv(algorithm, secret, vector);
      return Buffer.concat([vector, cipher.update(plain), cipher.final()]);
    },
    decrypt: (bytes) => {
      const decipher = createDecipheriv(algorithm, secret, bytes.subarray(0, blockBytes));
      return Buffer.concat([decipher.update(bytes.subarray(blockBytes)), decipher.final()]);
    },
  };
}
