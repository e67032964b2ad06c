import { deepEqual, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { selectorFlags } from '../../framework/common-flags.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { changeObjects, setFlags } from './setter.js';

export const setSubject = defineCommand({
  name: 'subject',
  usage:
    '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  long: 'Give a role to more users, groups or service accounts.',
  examples: `
# A service account for a cluster role binding
kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1

# Two users and a group for a role binding
kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1`,
  flags: {
    ...setFlags,
    selector: selectorFlags.selector,
    group: flag.list('Groups that get the role.'),
    serviceaccount: flag.list('Service accounts that get the role (NAMESPACE:NAME).'),
    user: flag.list('Users that get the role.'),
  },

  async run({ context, args, flags }) {
    const hasObjects = args.length > 0 || flags.filename.length > 0;
    const subjects = [
      ...flags.user.map((name) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name })),
      ...flags.group.map((name) => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name })),
      ...flags.serviceaccount.map(serviceAccountSubject),
    ];
    if (hasObjects && subjects.length === 0) {
      throw new CommandError('you must specify at least one value of user, group or serviceaccount');
    }
    await changeObjects(context, {
      args,
      flags,
      operation: 'subjects updated',
      failure: 'failed to patch subjects to rolebinding',
      apply: (object: UnstructuredObject) => {
        if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') {
          throw new CommandError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
        }
        const known = [...((object.subjects ?? []) as object[])];
        for (const subject of subjects) {
          if (!known.some((one) => deepEqual(one, subject))) known.push(subject);
        }
        object.subjects = known;
      },
    });
  },
});

function serviceAccountSubject(text: string) {
  const [namespace, name, ...more] = text.split(':');
  if (!namespace || !name || more.length > 0) throw new CommandError('serviceaccount must be <namespace>:<name>');
  return { kind: 'ServiceAccount', name, namespace };
}
