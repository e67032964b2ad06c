import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';

const rbacGroup = 'rbac.authorization.k8s.io';

/** Who a role is given to. */
export const subjectFlags = {
  group: flag.strings('Groups to give the role to.'),
  serviceaccount: flag.strings('Service accounts to give the role to, as NAMESPACE:NAME.'),
  user: flag.strings('Users to give the role to.'),
};

/** What every binding's type has in common. */
export const bindingType = { apiVersion: `${rbacGroup}/v1` };

/** The subjects that the flags name, in the order of users, groups, service accounts. */
export function subjectsOf({ user, group, serviceaccount }: Record<'user' | 'group' | 'serviceaccount', string[]>) {
  const subjects = [
    ...user.map((name) => ({ kind: 'User', apiGroup: rbacGroup, name })),
    ...group.map((name) => ({ kind: 'Group', apiGroup: rbacGroup, name })),
    ...serviceaccount.map((text) => {
      const [namespace, name, ...more] = text.split(':');
      if (!namespace || !name || more.length > 0) {
        throw new CommandError('serviceaccount must be <namespace>:<name>');
      }
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
  return subjects.length > 0 ? { subjects } : {};
}

/** A reference to a role. */
export function roleRef(kind: 'Role' | 'ClusterRole', name: string) {
  return { apiGroup: rbacGroup, kind, name };
}
