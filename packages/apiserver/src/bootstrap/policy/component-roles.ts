import {
  clientSigner,
  kubeletClientSigner,
  kubeletServingSigner,
  legacySigner,
} from '../../resources/certificates/signers.js';
import { nodeRules } from './node-rules.js';
import { eventsRule, groups, read, rule } from './rule.js';
import type { RoleSpec } from './user-roles.js';

const { core, apps, authentication, authorization, coordination, discovery, networking, policy, scheduling, storage } =
  groups;

const reviews = [
  rule(['create'], authentication, ['tokenreviews']),
  rule(['create'], authorization, ['subjectaccessreviews']),
];

/** Leader election by a Lease of the component's own name. */
const leaderElection = (name: string) => [
  rule(['create'], coordination, ['leases']),
  rule(['get', 'list', 'watch'], coordination, ['leases']),
  rule(['get', 'update', 'patch'], coordination, ['leases'], [name]),
];

/** The roles of the cluster's own components. */
export const componentRoles: RoleSpec[] = [
  { name: 'system:node', rules: nodeRules },
  {
    name: 'system:node-proxier',
    rules: [
      rule(['list', 'watch'], core, ['endpoints', 'services']),
      rule(read, core, ['nodes']),
      eventsRule,
      rule(['list', 'watch'], networking, ['servicecidrs']),
      rule(['list', 'watch'], discovery, ['endpointslices']),
    ],
  },
  // The proxy of a node is the load balancer as well, and says where it listens.
  { name: 'sampan:load-balancer', rules: [rule(['patch', 'update'], core, ['services/status'])] },
  {
    name: 'system:kubelet-api-admin',
    rules: [
      rule(read, core, ['nodes']),
      rule(['proxy'], core, ['nodes']),
      rule(['*'], core, ['nodes/log', 'nodes/metrics', 'nodes/proxy', 'nodes/stats']),
      rule(['*'], core, ['nodes/configz', 'nodes/healthz', 'nodes/pods']),
    ],
  },
  { name: 'system:auth-delegator', rules: reviews },
  {
    name: 'system:kube-controller-manager',
    rules: [
      eventsRule,
      ...leaderElection('kube-controller-manager'),
      rule(['create'], core, ['secrets', 'serviceaccounts']),
      rule(['delete'], core, ['secrets']),
      rule(['get'], core, ['configmaps', 'namespaces', 'secrets', 'serviceaccounts']),
      rule(['update'], core, ['secrets', 'serviceaccounts']),
      ...reviews,
      rule(['list', 'watch'], '*', ['*']),
      rule(['create'], core, ['serviceaccounts/token']),
    ],
  },
  {
    name: 'system:kube-scheduler',
    rules: [
      eventsRule,
      ...leaderElection('kube-scheduler'),
      rule(read, core, ['nodes']),
      rule(['delete', 'get', 'list', 'watch'], core, ['pods']),
      rule(['create'], core, ['bindings', 'pods/binding']),
      rule(['patch', 'update'], core, ['pods/status']),
      rule(read, core, ['replicationcontrollers', 'services', 'namespaces']),
      rule(read, apps, ['replicasets', 'statefulsets']),
      rule(read, policy, ['poddisruptionbudgets']),
      rule(read, core, ['persistentvolumeclaims', 'persistentvolumes']),
      rule(['patch', 'update'], core, ['persistentvolumeclaims', 'persistentvolumes']),
      rule(read, scheduling, ['priorityclasses']),
      rule(read, storage, ['csidrivers', 'csinodes', 'csistoragecapacities', 'storageclasses', 'volumeattachments']),
      ...reviews,
    ],
  },
  {
    name: 'system:volume-scheduler',
    rules: [
      rule([...read, 'patch', 'update'], core, ['persistentvolumes']),
      rule(read, storage, ['storageclasses']),
      rule([...read, 'patch', 'update'], core, ['persistentvolumeclaims']),
    ],
  },
  {
    name: 'system:kube-dns',
    rules: [rule(['list', 'watch'], core, ['endpoints', 'services'])],
  },
  { name: 'system:kube-aggregator', rules: [rule(read, core, ['services', 'endpoints'])] },
  {
    name: 'system:node-bootstrapper',
    rules: [rule(['create', ...read], groups.certificates, ['certificatesigningrequests'])],
  },
  ...['nodeclient', 'selfnodeclient'].map((name) => ({
    name: `system:certificates.k8s.io:certificatesigningrequests:${name}`,
    rules: [rule(['create'], groups.certificates, [`certificatesigningrequests/${name}`])],
  })),
  ...[legacySigner, kubeletServingSigner, clientSigner, kubeletClientSigner].map((signer) => ({
    name: `system:certificates.k8s.io:${signer.split('/')[1]}-approver`,
    rules: [rule(['approve'], groups.certificates, ['signers'], [signer])],
  })),
];
