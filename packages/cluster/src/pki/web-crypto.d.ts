import type { webcrypto } from 'node:crypto';

/** The names that @peculiar/x509's declarations use for WebCrypto's types, as Node declares them. */
declare global {
  type Crypto = webcrypto.Crypto;
  type CryptoKey = webcrypto.CryptoKey;
  type CryptoKeyPair = webcrypto.CryptoKeyPair;
}
