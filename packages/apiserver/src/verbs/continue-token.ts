import { badRequest, isJsonObject, jsonSyntaxError } from '@sampan/api';
import { goType } from '../body/decode-object.js';

/** Where a list goes on: the revision that all its pages show, and the key that the page before ended with. */
export interface Continuation {
  /** -1: as it is now, because the revision of the first page is no longer known. */
  readonly revision: number;
  readonly after: string;
}

/** The opaque text that clients send back, in kube-apiserver's form. `after` starts with `prefix`. */
export function continueToken({ revision, after }: Continuation, prefix: string): string {
  // Kubernetes names the key to start at: the smallest one after the last.
  const start = `${after.slice(prefix.length)}\0`;
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url');
}

/** Throws BadRequest for what {@link continueToken} cannot have made. */
export function parseContinueToken(token: string, prefix: string): Continuation {
  const { v, rv, start } = decode(token);
  if (v !== 'meta.k8s.io/v1')
    throw invalidToken(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`);
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0 || rv < -1) {
    throw invalidToken('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof start !== 'string' || start === '') {
    throw invalidToken('encoded start key empty (version meta.k8s.io/v1)');
  }
  const key = start.startsWith('/') ? start.slice(1) : start;
  if (key.split('/').includes('..')) throw invalidToken(`${start}`);
  return { revision: rv, after: prefix + (key.endsWith('\0') ? key.slice(0, -1) : key) };
}

function decode(token: string): { v?: unknown; rv?: unknown; start?: unknown } {
  const illegal = token.search(/[^\w-]/);
  if (illegal !== -1) throw invalidToken(`illegal base64 data at input byte ${illegal}`);
  const text = Buffer.from(token, 'base64url').toString('latin1');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidToken(jsonSyntaxError(text));
  }
  if (isJsonObject(value)) return value;
  throw invalidToken(`json: cannot unmarshal ${goType(value)} into Go value of type storage.continueToken`);
}

function invalidToken(detail: string) {
  return badRequest(`invalid continue token: continue key is not valid: ${detail}`);
}
