/** Users and groups that Kubernetes gives a meaning to. */
export const anonymousUser = 'system:anonymous';
export const authenticatedGroup = 'system:authenticated';
export const unauthenticatedGroup = 'system:unauthenticated';
export const serviceAccountsGroup = 'system:serviceaccounts';

/** Under this extra key a user says which of its credentials it used. */
export const credentialIdKey = 'authentication.kubernetes.io/credential-id';

/** Under this extra key a service account says which node its Pod runs on. */
export const nodeNameKey = 'authentication.kubernetes.io/node-name';

/** The user name of a service account. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** The groups that every service account of a namespace is in. */
export function serviceAccountGroups(namespace: string): string[] {
  return [serviceAccountsGroup, `${serviceAccountsGroup}:${namespace}`];
}

/** The account behind a user name, if it is one's. */
export function parseServiceAccountUser(user: string): { namespace: string; name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  return match === null ? undefined : { namespace: match[1] ?? '', name: match[2] ?? '' };
}
