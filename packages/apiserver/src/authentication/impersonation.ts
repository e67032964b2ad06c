import { badRequest, quote, type StatusError } from '@sampan/api';
import type { Attributes, Authorizer } from '../authorization/authorizer.js';
import type { RequestHeaders } from '../pipeline/api-request.js';
import { attributesOf, refusal } from '../pipeline/authorize.js';
import type { Impersonation } from '../pipeline/impersonate.js';
import {
  type ImpersonationMode,
  type ImpersonationRequest,
  impersonationModes,
  type Wanted,
} from './impersonation-modes.js';
import type { User } from './user.js';
import {
  anonymousUser,
  authenticatedGroup,
  parseServiceAccountUser,
  serviceAccountGroups,
  unauthenticatedGroup,
} from './well-known.js';

const extraPrefix = 'impersonate-extra-';

/**
 * Lets a request act as another user (`Impersonate-User`, `-Group`, `-Uid`, `-Extra-…`) where one of the modes of
 * impersonation allows all that it takes. Throws the 403 of the first one that was for such a user.
 */
export function createImpersonation(authorizer: Authorizer): Impersonation {
  return (user, headers, info) => {
    const wanted = readHeaders(headers);
    if (wanted === undefined) return user;
    return impersonate(wanted, attributesOf(user, info), authorizer);
  };
}

async function impersonate(wanted: Wanted, action: Attributes, authorizer: Authorizer): Promise<User> {
  let problem: StatusError | undefined;
  for (const mode of impersonationModes) {
    const requests = mode.requests(wanted, action);
    if (requests === undefined) continue;
    const refused = await firstRefusal(requests, authorizer);
    if (refused === undefined) return impersonated(wanted, mode);
    problem ??= refused;
  }
  throw problem;
}

async function firstRefusal(
  requests: readonly ImpersonationRequest[],
  authorizer: Authorizer,
): Promise<StatusError | undefined> {
  for (const { attributes, refusal: always } of requests) {
    if (always !== undefined) return refusal(attributes, always);
    const decision = await (authorizer.ask ?? authorizer.authorize)(attributes);
    if (!decision.allowed) return refusal(attributes, decision.reason);
  }
  return undefined;
}

function readHeaders(headers: RequestHeaders): Wanted | undefined {
  const name = valuesOf(headers['impersonate-user'])[0] ?? '';
  const uid = valuesOf(headers['impersonate-uid'])[0] ?? '';
  const groups = valuesOf(headers['impersonate-group']);
  const extra: Record<string, string[]> = {};
  for (const header in headers) {
    if (!header.startsWith(extraPrefix)) continue;
    extra[decodeKey(header.slice(extraPrefix.length))] = valuesOf(headers[header]);
  }
  const others = uid !== '' || groups.length > 0 || Object.keys(extra).length > 0;
  if (name === '' && others) throw namelessUser({ name, uid, groups, extra });
  return name === '' ? undefined : { name, uid, groups, extra };
}

/** Upstream prints the user as Go does. */
function namelessUser({ uid, groups, extra }: Wanted) {
  const strings = (values: readonly string[]) => `[]string{${values.map(quote).join(', ')}}`;
  const extras = Object.keys(extra)
    .sort()
    .map((key) => `${quote(key)}:${strings(extra[key] ?? [])}`);
  const fields = [
    'Name:""',
    `UID:${quote(uid)}`,
    `Groups:${groups.length === 0 ? '[]string(nil)' : strings(groups)}`,
    `Extra:map[string][]string${extras.length === 0 ? '(nil)' : `{${extras.join(', ')}}`}`,
  ];
  return badRequest(`requested &user.DefaultInfo{${fields.join(', ')}} without impersonating a user name`);
}

/** Node joins the values of repeated headers that it does not know with commas. */
function valuesOf(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const values = Array.isArray(header) ? header : header.split(',');
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function impersonated({ name, uid, groups, extra }: Wanted, mode: ImpersonationMode): User {
  const all = [...groups, ...(mode.groups ?? [])];
  const account = parseServiceAccountUser(name);
  if (account !== undefined && groups.length === 0) all.push(...serviceAccountGroups(account.namespace));
  const implied = name === anonymousUser ? unauthenticatedGroup : authenticatedGroup;
  if (!all.includes(implied) && !all.includes(unauthenticatedGroup)) all.push(implied);
  return {
    name,
    groups: all,
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra: extra as Record<string, string[]> }),
  };
}
