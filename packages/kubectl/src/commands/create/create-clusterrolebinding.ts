import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { bindingType, roleRef, subjectFlags, subjectsOf } from './role-subjects.js';

export const createClusterRoleBinding = defineGenerator({
  ...bindingType,
  name: 'clusterrolebinding',
  usage:
    'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a cluster role binding for a particular cluster role',
  examples: `
# A cluster role for two users and a group, everywhere
kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1`,
  flags: { ...subjectFlags, clusterrole: flag.string('The cluster role to give.', { required: true }) },
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
  generate: (metadata, { flags }) => ({
    metadata,
    ...subjectsOf(flags),
    roleRef: roleRef('ClusterRole', flags.clusterrole),
  }),
});
