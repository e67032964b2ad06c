import { badRequest, quote } from '@sampan/api';
import type { Attributes, Authorizer } from '../authorization/authorizer.js';
import type { RequestHeaders } from '../pipeline/api-request.js';
import { refusal } from '../pipeline/authorize.js';
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
 * Lets a request act as another user (`Impersonate-User`, `-Group`, `-Uid`, `-Extra-…`), as far as its own user may
 * `impersonate` each of them. Throws the 403 of what it may not.
 */
export function createImpersonation(authorizer: Authorizer): (user: User, headers: RequestHeaders) => User {
  return (user, headers) => {
    const wanted = readHeaders(headers);
    if (wanted === undefined) return user;
    for (const attributes of requests(user, wanted)) {
      const decision = authorizer.authorize(attributes);
      if (!decision.allowed) throw refusal(attributes, decision.reason);
    }
    return impersonated(wanted);
  };
}

interface Wanted {
  name: string;
  uid: string;
  groups: string[];
  extra: Record<string, string[]>;
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

/** What `user` must be allowed, one request for everything that it takes on. */
function requests(user: User, { name, uid, groups, extra }: Wanted): Attributes[] {
  const impersonate = (group: string, resource: string, rest: Partial<Attributes>): Attributes => ({
    user,
    verb: 'impersonate',
    resourceRequest: true,
    group,
    version: group === '' ? '' : 'v1',
    resource,
    subresource: '',
    namespace: '',
    name: '',
    path: '',
    ...rest,
  });
  const account = parseServiceAccountUser(name);
  return [
    account === undefined ? impersonate('', 'users', { name }) : impersonate('', 'serviceaccounts', account),
    ...groups.map((group) => impersonate('', 'groups', { name: group })),
    ...(uid === '' ? [] : [impersonate('authentication.k8s.io', 'uids', { name: uid })]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => impersonate('authentication.k8s.io', 'userextras', { subresource: key, name: value })),
    ),
  ];
}

function impersonated({ name, uid, groups, extra }: Wanted): User {
  const all = [...groups];
  const account = parseServiceAccountUser(name);
  if (account !== undefined && groups.length === 0) all.push(...serviceAccountGroups(account.namespace));
  const implied = name === anonymousUser ? unauthenticatedGroup : authenticatedGroup;
  if (!all.includes(implied) && !all.includes(unauthenticatedGroup)) all.push(implied);
  return {
    name,
    groups: all,
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
