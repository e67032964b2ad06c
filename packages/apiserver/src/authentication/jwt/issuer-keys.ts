import https from 'node:https';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { JwtIssuer } from './configuration.js';

/** The keys of an issuer, read when they are needed and again when a token is signed by none of them. */
export interface IssuerKeys {
  /** Rejects where the issuer cannot be asked, or is not who it should be. */
  current(): Promise<JWTVerifyGetKey>;
  /** Reads them again, unless somebody does already. */
  renew(): Promise<JWTVerifyGetKey>;
}

export function createIssuerKeys({ url, discoveryURL, certificateAuthority }: JwtIssuer): IssuerKeys {
  let known: Promise<JWTVerifyGetKey> | undefined;
  let reading: Promise<JWTVerifyGetKey> | undefined;

  async function read(): Promise<JWTVerifyGetKey> {
    const place = discoveryURL || `${url.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { issuer, jwks_uri: keys } = (await getJson(place, certificateAuthority)) as Record<string, unknown>;
    if (issuer !== url) {
      throw new Error(
        `oidc: issuer URL provided to client (${url}) did not match the issuer URL returned by provider (${issuer})`,
      );
    }
    if (typeof keys !== 'string' || !keys.startsWith('https://')) throw new Error(`oidc: jwks_uri is no URL: ${keys}`);
    return createLocalJWKSet((await getJson(keys, certificateAuthority)) as JSONWebKeySet);
  }

  function renew(): Promise<JWTVerifyGetKey> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    known = reading;
    // Who asks next tries again.
    known.catch(() => {
      known = undefined;
    });
    return reading;
  }

  return { renew, current: () => known ?? renew() };
}

/** Documents of an issuer are small. */
const maxBytes = 1024 * 1024;
const timeout = 30_000;

function getJson(url: string, ca: string | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { agent: false, timeout, ...(ca && { ca }) }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) request.destroy(new Error(`${url}: the answer is too large`));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode !== 200) reject(new Error(`${response.statusCode}: ${text.slice(0, 1024)}`));
        else resolve(text);
      });
    });
    request.once('timeout', () => request.destroy(new Error(`${url}: no answer within 30s`)));
    request.once('error', reject);
  }).then((text) => JSON.parse(text as string));
}
