import { isDns1123Subdomain } from '@sampan/api';
import type { Attributes } from '../authorization/authorizer.js';
import { nodePrefix, nodesGroup } from '../authorization/node/node-identity.js';
import type { User } from './user.js';
import { nodeNameKey, parseServiceAccountUser } from './well-known.js';

/** The user that a request's headers name. */
export interface Wanted {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** One of the ways in which impersonation can be allowed. */
export interface ImpersonationMode {
  /** What has to be allowed, or a `refusal` that nothing can lift; undefined: the mode is not for this user. */
  requests(wanted: Wanted, action: Attributes): ImpersonationRequest[] | undefined;
  /** The groups of the wanted user where the mode knows them. */
  groups?: readonly string[];
}

export interface ImpersonationRequest {
  readonly attributes: Attributes;
  /** Why it is refused whatever the rules say. */
  readonly refusal?: string;
}

/**
 * The modes in the order in which they are tried (KEP-5284). Constrained ones ask for two things: to become that user
 * (`impersonate:user-info`), and to do this while being it (`impersonate-on:user-info:list`). The last one is as old as
 * impersonation, and asks for the first alone.
 */
export const impersonationModes: readonly ImpersonationMode[] = [
  constrained('associated-node', {
    // The node of its own Pod; whichever that is, so that rules need not name it.
    become: ({ name, ...rest }, { user }) => {
      const node = nodeOf(name);
      const own = node !== undefined && user.extra?.[nodeNameKey]?.[0] === node;
      return own && isNameOnly(rest) && parseServiceAccountUser(user.name) !== undefined
        ? { resource: 'nodes', name: '*' }
        : undefined;
    },
    groups: [nodesGroup],
  }),
  constrained('arbitrary-node', {
    become: ({ name, ...rest }) => {
      const node = nodeOf(name);
      return node === undefined || !isNameOnly(rest) ? undefined : { resource: 'nodes', name: node };
    },
    groups: [nodesGroup],
  }),
  constrained('serviceaccount', {
    become: ({ name, ...rest }) => {
      const account = parseServiceAccountUser(name);
      return account === undefined || !isNameOnly(rest) ? undefined : { resource: 'serviceaccounts', ...account };
    },
  }),
  constrained('user-info', {
    become: ({ name }) => ((nodeOf(name) ?? parseServiceAccountUser(name)) ? undefined : { resource: 'users', name }),
  }),
  {
    requests: (wanted, { user }) => {
      const account = parseServiceAccountUser(wanted.name);
      const become =
        account === undefined ? { resource: 'users', name: wanted.name } : { resource: 'serviceaccounts', ...account };
      return identityRequests(wanted, user, { verb: 'impersonate', group: '', become });
    },
  },
];

const authenticationGroup = 'authentication.k8s.io';

type Become = Pick<Attributes, 'resource' | 'name'> & Partial<Pick<Attributes, 'namespace'>>;

interface Constraint {
  /** What has to be impersonated to be that user; undefined: the mode is not for it. */
  become(wanted: Wanted, action: Attributes): Become | undefined;
  readonly groups?: readonly string[];
}

function constrained(mode: string, { become, groups }: Constraint): ImpersonationMode {
  return {
    ...(groups === undefined ? {} : { groups }),
    requests: (wanted, action) => {
      const identity = become(wanted, action);
      if (identity === undefined) return undefined;
      const verb = `impersonate:${mode}`;
      return [
        { attributes: { ...action, verb: `impersonate-on:${mode}:${action.verb}` } },
        ...identityRequests(wanted, action.user, { verb, group: authenticationGroup, become: identity }),
      ];
    },
  };
}

/** What has to be allowed to take on a name, and each group, uid and extra value with it. */
function identityRequests(
  { uid, groups, extra }: Wanted,
  user: User,
  { verb, group, become }: { verb: string; group: string; become: Become },
): ImpersonationRequest[] {
  const request = (within: string, rest: Partial<Attributes>): ImpersonationRequest => ({
    attributes: {
      user,
      verb,
      resourceRequest: true,
      group: within,
      version: 'v1',
      resource: '',
      subresource: '',
      namespace: '',
      name: '',
      path: '',
      ...rest,
    },
  });
  return [
    request(group, become),
    ...(uid === '' ? [] : [request(authenticationGroup, { resource: 'uids', name: uid })]),
    ...groups.map((name) => ({
      ...request(group, { resource: 'groups', name }),
      // The old mode has always allowed it to those who may impersonate everybody.
      ...(verb !== 'impersonate' && name === 'system:masters' && { refusal: mastersRefusal }),
    })),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((name) => request(authenticationGroup, { resource: 'userextras', subresource: key, name })),
    ),
  ];
}

const mastersRefusal = 'impersonating the system:masters group is not allowed';

function isNameOnly({ uid, groups, extra }: Omit<Wanted, 'name'>): boolean {
  return uid === '' && groups.length === 0 && Object.keys(extra).length === 0;
}

/** The node whose agent a user is. */
function nodeOf(user: string): string | undefined {
  const node = user.startsWith(nodePrefix) ? user.slice(nodePrefix.length) : '';
  return isDns1123Subdomain(node).length === 0 ? node : undefined;
}
