import type { Clock } from '@sampan/api';
import { compactVerify, decodeJwt, errors, type JWTVerifyGetKey } from 'jose';
import type { Authenticator } from '../authenticator.js';
import { credentialIdKey } from '../well-known.js';
import { compileClaims } from './claims-to-user.js';
import type { JwtAuthenticator } from './configuration.js';
import type { Claims } from './expressions.js';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.js';

/** What an issuer may sign with, unless somebody says otherwise. */
export const signingAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'];

export interface JwtAuthenticatorOptions extends JwtAuthenticator {
  readonly algorithms?: readonly string[];
  readonly clock: Clock;
  /** Told why a token of the issuer is refused: its owner only hears that it is. */
  onRefused?(error: unknown): void;
}

/** An issuer's clock may be so many seconds ahead. */
const leeway = 300;

/** Knows whom the tokens of one issuer speak of (OpenID Connect), by the keys that it publishes. */
export function jwtAuthenticator(options: JwtAuthenticatorOptions): Authenticator {
  const { issuer, clock } = options;
  const userOf = compileClaims(options);
  const keys = createIssuerKeys(issuer);

  async function authenticate(token: string) {
    try {
      const claims = await verifiedClaims(token, keys, options.algorithms ?? signingAlgorithms);
      requireTimes(claims, clock.now() / 1000);
      requireAudience(claims, issuer.audiences);
      const user = userOf(claims);
      if (typeof claims.jti !== 'string' || claims.jti === '') return user;
      return { ...user, extra: { ...user.extra, [credentialIdKey]: [`JTI=${claims.jti}`] } };
    } catch (error) {
      options.onRefused?.(error);
      return undefined;
    }
  }

  return {
    authenticate: ({ bearerToken }) => {
      if (bearerToken === undefined || issuerOf(bearerToken) !== issuer.url) return undefined;
      return authenticate(bearerToken);
    },
  };
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** Keys are read again for a token that none of the known ones has signed. */
async function verifiedClaims(token: string, keys: IssuerKeys, algorithms: readonly string[]): Promise<Claims> {
  try {
    return await verify(token, await keys.current(), algorithms);
  } catch (error) {
    const isUnknown =
      error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
    if (!isUnknown) throw error;
    return verify(token, await keys.renew(), algorithms);
  }
}

async function verify(token: string, key: JWTVerifyGetKey, algorithms: readonly string[]): Promise<Claims> {
  const { payload } = await compactVerify(token, key as never, { algorithms: [...algorithms] });
  return JSON.parse(Buffer.from(payload).toString()) as Claims;
}

function requireTimes({ exp, nbf }: Claims, now: number): void {
  if (typeof exp !== 'number' || now > exp) throw new Error('oidc: token is expired');
  if (typeof nbf === 'number' && now + leeway < nbf)
    throw new Error('oidc: current time is before the nbf (not before) time');
}

function requireAudience({ aud }: Claims, audiences: readonly string[]): void {
  const given: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (given.some((audience) => audiences.includes(audience as string))) return;
  throw new Error(`oidc: expected audience in ${JSON.stringify(audiences)} got ${JSON.stringify(given)}`);
}
