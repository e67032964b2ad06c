import { createPublicKey } from 'node:crypto';
import type { TokenKey } from './signing-keys.js';

/** `/.well-known/openid-configuration`: where others find what verifies this cluster's tokens. */
export function openIdConfiguration(issuer: string, jwksUri: string, keys: readonly TokenKey[]): object {
  return {
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set(keys.map(({ algorithm }) => algorithm))],
  };
}

/** `/openid/v1/jwks`: the public keys. */
export function jsonWebKeySet(keys: readonly TokenKey[]): object {
  return {
    keys: keys.map(({ id, algorithm, key }) => {
      const publicKey = key.type === 'private' ? createPublicKey(key) : key;
      return { use: 'sig', kid: id, alg: algorithm, ...publicKey.export({ format: 'jwk' }) };
    }),
  };
}
