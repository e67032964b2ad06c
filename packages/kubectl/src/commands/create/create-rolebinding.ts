import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { bindingType, roleRef, subjectFlags, subjectsOf } from './role-subjects.js';

export const createRoleBinding = defineGenerator({
  ...bindingType,
  name: 'rolebinding',
  usage:
    'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a role binding for a particular role or cluster role',
  examples: `
# A cluster role, in this namespace, for two users and a group
kubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1

# A role for a service account
kubectl create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev`,
  flags: {
    ...subjectFlags,
    clusterrole: flag.string('The cluster role to give.'),
    role: flag.string('The role to give.'),
  },
  kind: 'RoleBinding',
  plural: 'rolebindings',
  namespaced: true,
  needsName: true,
  generate: (metadata, { flags }) => {
    if ((flags.clusterrole === '') === (flags.role === '')) {
      throw new CommandError('exactly one of clusterrole or role must be specified');
    }
    const reference = flags.role === '' ? roleRef('ClusterRole', flags.clusterrole) : roleRef('Role', flags.role);
    return { metadata, ...subjectsOf(flags), roleRef: reference };
  },
});
