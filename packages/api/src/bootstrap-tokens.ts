import type { Secret } from './generated/types.js';
import { decodeBase64 } from './values/base64.js';

/** The type of Secrets in kube-system that are tokens by which nodes join. */
export const bootstrapTokenType = 'bootstrap.kubernetes.io/token';

/** A token of a cluster that is being set up: `abcdef.0123456789abcdef`. */
export interface BootstrapToken {
  /** The part that may be known. */
  readonly id: string;
  readonly secret: string;
  /** When it ends, in milliseconds; undefined: never. What cannot be read has ended. */
  readonly expiry: number | undefined;
  /** What it may be used for: `authentication`, `signing`. */
  readonly usages: readonly string[];
  /** Groups beside `system:bootstrappers`. */
  readonly groups: readonly string[];
}

/** The token that a Secret holds; undefined: it holds none, or is on its way out. */
export function bootstrapTokenIn({ type, metadata, data = {} }: Secret): BootstrapToken | undefined {
  if (type !== bootstrapTokenType || metadata.deletionTimestamp !== undefined) return undefined;
  const text = (key: string) => textOf(data[key]);
  const [id, secret, expiration, groups] = ['token-id', 'token-secret', 'expiration', 'auth-extra-groups'].map(text);
  if (!/^[a-z0-9]{6}$/.test(id ?? '') || !/^[a-z0-9]{16}$/.test(secret ?? '')) return undefined;
  if (metadata.name !== `bootstrap-token-${id}`) return undefined;
  return {
    ...{ id: id ?? '', secret: secret ?? '' },
    expiry: expiration ? Date.parse(expiration) || 0 : undefined,
    usages: ['authentication', 'signing'].filter((usage) => text(`usage-bootstrap-${usage}`) === 'true'),
    groups: groups ? groups.split(',') : [],
  };
}

/** Whether a token may still be used. */
export function isTokenValid({ expiry }: BootstrapToken, now: number): boolean {
  return expiry === undefined || expiry > now;
}

/** The text of a value; what is said is plain ASCII. */
function textOf(value: string | undefined): string {
  return value === undefined ? '' : String.fromCharCode(...decodeBase64(value));
}
