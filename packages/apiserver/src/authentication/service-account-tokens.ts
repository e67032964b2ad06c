import { type Clock, formatTime, type Pod, resources } from '@sampan/api';
import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { keyIn } from '../objects/encode-object.js';
import type { Store, StoredObject } from '../store/store.js';
import type { Authenticator } from './authenticator.js';
import type { TokenKey } from './signing-keys.js';
import type { TokenIssuer } from './token-issuer.js';
import type { User } from './user.js';
import { credentialIdKey, nodeNameKey, serviceAccountGroups, serviceAccountUser } from './well-known.js';

interface TokenOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** The `iss` of tokens: a URL, by default `https://kubernetes.default.svc.cluster.local`. */
  readonly issuer: string;
  /** Whom tokens are for unless they say otherwise: this API server. The issuer, by default. */
  readonly audiences?: readonly string[];
  readonly signingKey: TokenKey;
  readonly verifyingKeys: readonly TokenKey[];
  /** A random UUID: the `jti` of a token. */
  uuid(): string;
}

interface ObjectName {
  name: string;
  uid: string;
}

/** What a token says of its account (`kubernetes.io`). */
interface KubernetesClaims {
  namespace: string;
  serviceaccount: ObjectName;
  pod?: ObjectName;
  secret?: ObjectName;
  node?: ObjectName;
}

interface Claims extends JWTPayload {
  'kubernetes.io': KubernetesClaims;
}

/** A token whose signature is right, and whose it is. */
interface Verified {
  readonly claims: Claims;
  readonly user: User;
}

/** How many verified tokens are remembered: a signature costs more than everything else about a request. */
const maxVerified = 4096;

/** Issues and verifies the tokens of service accounts: signed, for an audience, and bound to objects that still exist. */
export function serviceAccountTokens(options: TokenOptions): TokenIssuer & Authenticator {
  const { store, clock, issuer } = options;
  const audiences = options.audiences ?? [issuer];
  const verified = new Map<string, Verified>();

  async function verifiedToken(token: string): Promise<Verified | undefined> {
    const known = verified.get(token);
    if (known !== undefined) return known;
    if (!isIssuedBy(token, issuer)) return undefined;
    const claims = await verifySignature(token, options);
    const found = { claims, user: userOf(claims) };
    if (verified.size >= maxVerified) verified.delete(verified.keys().next().value ?? '');
    verified.set(token, found);
    return found;
  }

  async function verify(token: string, wanted: readonly string[]) {
    const found = await verifiedToken(token);
    if (found === undefined) return undefined;
    const { claims, user } = found;
    checkTimes(claims, clock.now() / 1000);
    const given = typeof claims.aud === 'string' ? [claims.aud] : (claims.aud ?? []);
    const matching = given.filter((audience) => wanted.includes(audience));
    if (matching.length === 0)
      throw new Error(
        `token audiences ${JSON.stringify(given)} is invalid for the target audiences ${JSON.stringify(wanted)}`,
      );
    checkObjects(store, claims['kubernetes.io']);
    return { user, audiences: matching };
  }

  return {
    defaultAudience: audiences[0] ?? issuer,
    verify,
    issue: async ({ namespace, serviceAccount, serviceAccountUid, expirationSeconds, audiences: asked, bound }) => {
      const issuedAt = Math.floor(clock.now() / 1000);
      const expiresAt = issuedAt + expirationSeconds;
      const claims: KubernetesClaims = { namespace, serviceaccount: { name: serviceAccount, uid: serviceAccountUid } };
      if (bound !== undefined) bindClaims(claims, bound, store);
      const token = await new SignJWT({ 'kubernetes.io': claims })
        .setProtectedHeader({ alg: options.signingKey.algorithm, kid: options.signingKey.id })
        .setAudience([...asked])
        .setIssuer(issuer)
        .setSubject(serviceAccountUser(namespace, serviceAccount))
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(options.uuid())
        .sign(options.signingKey.key);
      return { token, expirationTimestamp: formatTime(expiresAt * 1000) };
    },
    authenticate: ({ bearerToken }) => {
      if (bearerToken === undefined || !bearerToken.includes('.')) return undefined;
      // A token that is wrong is one that nobody knows: the answer is the same 401.
      return verify(bearerToken, audiences).then(
        (found) => found?.user,
        () => undefined,
      );
    },
  };
}

function isIssuedBy(token: string, issuer: string): boolean {
  try {
    return decodeJwt(token).iss === issuer;
  } catch {
    return false;
  }
}

async function verifySignature(token: string, { verifyingKeys, issuer, clock }: TokenOptions): Promise<Claims> {
  const { payload } = await jwtVerify<Claims>(
    token,
    ({ kid }) => {
      const found = verifyingKeys.find(({ id }) => id === kid);
      if (found === undefined) throw new errors.JWKSNoMatchingKey();
      return found.key;
    },
    { issuer, algorithms: verifyingKeys.map(({ algorithm }) => algorithm), currentDate: new Date(clock.now()) },
  );
  if (payload['kubernetes.io']?.serviceaccount === undefined) throw new Error('token has no kubernetes.io claim');
  return payload;
}

function checkTimes({ exp = 0, nbf = 0 }: Claims, now: number): void {
  if (now >= exp) throw new Error('service account token has expired');
  if (now < nbf) throw new Error('service account token is not valid yet');
}

/** A token ends with its account, and with the object that it is bound to. */
function checkObjects(store: Store, { namespace, serviceaccount, pod, secret, node }: KubernetesClaims): void {
  requireObject(
    store.get(keyIn(resources.serviceAccounts, namespace, serviceaccount.name)),
    'service account',
    serviceaccount,
  );
  if (pod !== undefined) requireObject(store.get(keyIn(resources.pods, namespace, pod.name)), 'pod', pod);
  if (secret !== undefined)
    requireObject(store.get(keyIn(resources.secrets, namespace, secret.name)), 'secret', secret);
  // With a Pod goes the node that it ran on, for information alone.
  if (node !== undefined && pod === undefined)
    requireObject(store.get(keyIn(resources.nodes, '', node.name)), 'node', node);
}

function requireObject(stored: StoredObject | undefined, kind: string, { name, uid }: ObjectName): void {
  if (stored?.index.uid !== uid) throw new Error(`the ${kind} ${name} that the token belongs to no longer exists`);
}

/** Names the bound object; with a Pod goes the node that it runs on. */
function bindClaims(claims: KubernetesClaims, bound: { kind: string; name: string; uid: string }, store: Store): void {
  const { name, uid } = bound;
  if (bound.kind === 'Secret') claims.secret = { name, uid };
  else if (bound.kind === 'Node') claims.node = { name, uid };
  else {
    claims.pod = { name, uid };
    const node = nodeOfPod(store, keyIn(resources.pods, claims.namespace, name));
    if (node !== undefined) claims.node = node;
  }
}

function nodeOfPod(store: Store, key: string): ObjectName | undefined {
  const stored = store.get(key);
  if (stored === undefined || stored.damaged) return undefined;
  const { nodeName } = (JSON.parse(stored.bytes.toString()) as Pod).spec;
  const node = nodeName ? store.get(keyIn(resources.nodes, '', nodeName)) : undefined;
  return nodeName && node !== undefined ? { name: nodeName, uid: node.index.uid } : undefined;
}

function userOf({ jti, 'kubernetes.io': { namespace, serviceaccount, pod, node } }: Claims): User {
  const extra: Record<string, string[]> = {};
  if (jti !== undefined) extra[credentialIdKey] = [`JTI=${jti}`];
  if (node !== undefined) {
    extra[nodeNameKey] = [node.name];
    extra['authentication.kubernetes.io/node-uid'] = [node.uid];
  }
  if (pod !== undefined) {
    extra['authentication.kubernetes.io/pod-name'] = [pod.name];
    extra['authentication.kubernetes.io/pod-uid'] = [pod.uid];
  }
  return {
    name: serviceAccountUser(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: serviceAccountGroups(namespace),
    extra,
  };
}
