import type { PolicyRule } from '@sampan/api';
import {
  clientSigner,
  kubeletClientSigner,
  kubeletServingSigner,
  legacySigner,
} from '../../resources/certificates/signers.js';
import { eventsRule, groups, pathRule, read, rule } from './rule.js';
import type { RoleSpec } from './user-roles.js';

const {
  admission,
  core,
  apps,
  authorization,
  autoscaling,
  batch,
  certificates,
  coordination,
  discovery,
  metrics,
  networking,
  policy,
  rbac,
  storage,
} = groups;

/** Where workloads are, and where they were. */
const appsAndBefore = [apps, 'extensions'];

const readUpdate = [...read, 'update'];

/** What the Pods of a workload need to be managed. */
const podControl = [
  rule([...read, 'create', 'delete', 'patch', 'update'], core, ['pods']),
  rule([...read, 'create', 'delete', 'patch', 'update'], apps, ['controllerrevisions']),
];

/** A workload's own resource, its status and its finalizers (owners that block deletion need the latter). */
function workload(group: string, plural: string): PolicyRule[] {
  return [
    rule([...readUpdate, 'patch'], group, [plural]),
    rule(['patch', 'update'], group, [`${plural}/status`]),
    rule(['update'], group, [`${plural}/finalizers`]),
  ];
}

/** What each controller may do, by its service account's name; Kubernetes grants each a role of its own. */
const rulesByController: Record<string, readonly PolicyRule[]> = {
  'certificate-controller': [
    rule([...read, 'delete'], certificates, ['certificatesigningrequests']),
    rule(['patch', 'update'], certificates, [
      'certificatesigningrequests/approval',
      'certificatesigningrequests/status',
    ]),
    rule(['approve'], certificates, ['signers'], [kubeletClientSigner]),
    rule(['sign'], certificates, ['signers'], [legacySigner, clientSigner, kubeletClientSigner, kubeletServingSigner]),
    rule(['create'], authorization, ['subjectaccessreviews']),
    eventsRule,
  ],
  'clusterrole-aggregation-controller': [
    rule(['escalate', 'get', 'list', 'patch', 'update', 'watch'], rbac, ['clusterroles']),
  ],
  'cronjob-controller': [
    ...workload(batch, 'cronjobs'),
    rule([...read, 'create', 'delete', 'patch', 'update'], batch, ['jobs']),
    rule(['delete', 'list'], core, ['pods']),
    eventsRule,
  ],
  'daemon-set-controller': [
    ...workload(apps, 'daemonsets'),
    rule(['list', 'watch'], core, ['nodes']),
    rule(['create'], core, ['pods/binding']),
    ...podControl,
    eventsRule,
  ],
  'deployment-controller': [
    ...workload(apps, 'deployments'),
    rule([...read, 'create', 'delete', 'patch', 'update'], apps, ['replicasets']),
    rule(readUpdate, core, ['pods']),
    eventsRule,
  ],
  'disruption-controller': [
    rule(read, apps, ['deployments', 'replicasets', 'statefulsets']),
    rule(read, core, ['pods', 'replicationcontrollers']),
    rule(read, policy, ['poddisruptionbudgets']),
    rule(['patch', 'update'], policy, ['poddisruptionbudgets/status']),
    rule(['get'], '*', ['*/scale']),
    rule(['patch', 'update'], core, ['pods/status']),
    eventsRule,
  ],
  'endpoint-controller': [
    rule(read, core, ['pods', 'services']),
    rule([...read, 'create', 'delete', 'patch', 'update'], core, ['endpoints']),
    rule(['create'], core, ['endpoints/restricted']),
    rule(['update'], core, ['services/finalizers']),
    eventsRule,
  ],
  'endpointslice-controller': [
    rule(read, core, ['nodes', 'pods', 'services']),
    rule(['update'], core, ['services/finalizers']),
    rule([...read, 'create', 'delete', 'patch', 'update'], discovery, ['endpointslices']),
    rule(['create'], discovery, ['endpointslices/restricted']),
    eventsRule,
  ],
  'endpointslicemirroring-controller': [
    rule(read, core, ['endpoints', 'services']),
    rule(['update'], core, ['endpoints/finalizers', 'services/finalizers']),
    rule([...read, 'create', 'delete', 'patch', 'update'], discovery, ['endpointslices']),
    rule(['create'], discovery, ['endpointslices/restricted']),
    eventsRule,
  ],
  'generic-garbage-collector': [
    rule(['delete', 'get', 'list', 'patch', 'update', 'watch'], '*', ['*']),
    pathRule(['get'], ['*']),
  ],
  'horizontal-pod-autoscaler': [
    ...workload(autoscaling, 'horizontalpodautoscalers'),
    rule(['get', 'patch', 'update'], '*', ['*/scale']),
    rule(['get', 'list'], core, ['pods']),
    rule(['get', 'list'], metrics, ['pods']),
    rule(['get', 'list'], groups.customMetrics, ['*']),
    rule(['get', 'list'], groups.externalMetrics, ['*']),
    eventsRule,
  ],
  'ingress-controller': [
    ...workload(networking, 'ingresses'),
    rule(read, networking, ['ingressclasses']),
    rule(read, core, ['secrets', 'services']),
    rule(['list', 'watch'], discovery, ['endpointslices']),
    eventsRule,
  ],
  'job-controller': [
    ...workload(batch, 'jobs'),
    rule([...read, 'create', 'delete', 'patch'], core, ['pods']),
    rule(['patch', 'update'], core, ['pods/status']),
    eventsRule,
  ],
  // Kubernetes has no provisioner of its own: these are the rules of those that others write.
  'local-provisioner': [
    rule([...read, 'create', 'delete', 'patch', 'update'], core, ['persistentvolumes']),
    rule(read, core, ['persistentvolumeclaims', 'nodes', 'namespaces']),
    rule(['patch', 'update'], core, ['persistentvolumeclaims/status']),
    rule([...read, 'create'], storage, ['storageclasses']),
    eventsRule,
  ],
  'namespace-controller': [
    rule(['delete', 'get', 'list', 'watch'], core, ['namespaces']),
    rule(['patch', 'update'], core, ['namespaces/finalize', 'namespaces/status']),
    rule(['delete', 'deletecollection', 'get', 'list'], '*', ['*']),
    pathRule(['get'], ['/api', '/api/*', '/apis', '/apis/*']),
  ],
  'node-controller': [
    rule([...readUpdate, 'delete', 'patch'], core, ['nodes']),
    rule(['patch', 'update'], core, ['nodes/status']),
    rule(['patch', 'update'], core, ['pods/status']),
    rule([...read, 'delete'], core, ['pods']),
    rule(read, coordination, ['leases']),
    eventsRule,
  ],
  'persistent-volume-binder': [
    rule([...readUpdate, 'create', 'delete', 'patch'], core, ['persistentvolumes']),
    rule(['patch', 'update'], core, ['persistentvolumes/status']),
    rule([...readUpdate, 'patch'], core, ['persistentvolumeclaims']),
    rule(['patch', 'update'], core, ['persistentvolumeclaims/status']),
    rule([...read, 'create', 'delete'], core, ['pods']),
    rule(read, storage, ['storageclasses']),
    rule(read, core, ['nodes']),
    eventsRule,
  ],
  'pod-garbage-collector': [
    rule(['delete', 'list', 'watch'], core, ['pods']),
    rule(read, core, ['nodes']),
    rule(['patch', 'update'], core, ['pods/status']),
  ],
  'pv-protection-controller': [rule([...readUpdate, 'patch'], core, ['persistentvolumes']), eventsRule],
  'ephemeral-volume-controller': [
    rule(read, core, ['pods']),
    rule(['update'], core, ['pods/finalizers']),
    rule([...read, 'create'], core, ['persistentvolumeclaims']),
    eventsRule,
  ],
  'pvc-protection-controller': [
    rule([...readUpdate, 'patch'], core, ['persistentvolumeclaims']),
    rule(read, core, ['pods']),
    eventsRule,
  ],
  'replicaset-controller': [
    rule(readUpdate, appsAndBefore, ['replicasets']),
    rule(['update'], appsAndBefore, ['replicasets/status']),
    rule(['update'], appsAndBefore, ['replicasets/finalizers']),
    rule(['list', 'watch', 'create', 'delete', 'patch'], core, ['pods']),
    eventsRule,
  ],
  'replication-controller': [
    ...workload(core, 'replicationcontrollers'),
    rule([...read, 'create', 'delete', 'patch', 'update'], core, ['pods']),
    eventsRule,
  ],
  'resourcequota-controller': [
    rule(['list', 'watch'], '*', ['*']),
    rule(['patch', 'update'], core, ['resourcequotas/status']),
    eventsRule,
  ],
  'root-ca-cert-publisher': [rule([...read, 'create', 'patch', 'update'], core, ['configmaps']), eventsRule],
  'service-account-controller': [rule([...read, 'create'], core, ['serviceaccounts']), eventsRule],
  'service-cidrs-controller': [
    rule([...read, 'patch', 'update'], networking, ['servicecidrs']),
    rule(['patch', 'update'], networking, ['servicecidrs/finalizers', 'servicecidrs/status']),
    rule(read, networking, ['ipaddresses']),
    eventsRule,
  ],
  'service-controller': [
    rule(readUpdate, core, ['services']),
    rule(['patch', 'update'], core, ['services/status']),
    rule(['list', 'watch'], core, ['nodes']),
    eventsRule,
  ],
  'statefulset-controller': [
    ...workload(apps, 'statefulsets'),
    ...podControl,
    rule([...read, 'create', 'delete', 'patch', 'update'], core, ['persistentvolumeclaims']),
    eventsRule,
  ],
  'taint-eviction-controller': [
    rule(['delete', 'get', 'list', 'watch'], core, ['pods']),
    rule(read, core, ['nodes']),
    rule(['patch', 'update'], core, ['pods/status']),
    eventsRule,
  ],
  'ttl-controller': [rule(['list', 'patch', 'update', 'watch'], core, ['nodes']), eventsRule],
  'ttl-after-finished-controller': [rule(['delete', 'get', 'list', 'watch'], batch, ['jobs']), eventsRule],
  'validatingadmissionpolicy-status-controller': [
    rule(['get', 'list', 'watch'], admission, ['validatingadmissionpolicies']),
    rule(['get', 'patch', 'update'], admission, ['validatingadmissionpolicies/status']),
    eventsRule,
  ],
};

/** The service accounts of the controllers, all in kube-system. */
export const controllerNames = Object.keys(rulesByController);

/** What our controllers do beyond what Kubernetes grants them: they patch where its own write whole objects. */
const beyond: readonly PolicyRule[] = [
  rule(['patch'], apps, ['replicasets', 'replicasets/status']),
  rule(['get', 'update'], core, ['pods']),
];

/** The role of the process that all controllers run in. */
export const allControllers = 'sampan:controllers';

/** `system:controller:NAME`, one for each controller, and one that can do what all of them can. */
export const controllerRoles: RoleSpec[] = [
  ...controllerNames.map((name) => ({ name: `system:controller:${name}`, rules: rulesByController[name] ?? [] })),
  { name: allControllers, rules: [...distinct(Object.values(rulesByController).flat()), ...beyond] },
];

function distinct(rules: readonly PolicyRule[]): PolicyRule[] {
  return [...new Map(rules.map((each) => [JSON.stringify(each), each])).values()];
}
