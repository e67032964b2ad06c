import type {
  FlowcontrolV1Subject,
  FlowSchema,
  FlowSchemaSpec,
  KubernetesObject,
  PolicyRulesWithSubjects,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  ResourcePolicyRule,
} from '@sampan/api';
import { everything, groups, mandatoryLevels, mandatorySchemas } from '../resources/flowcontrol/mandatory.js';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' };

/** The levels and schemas of the start, as kube-apiserver's. */
export function flowControlObjects(): KubernetesObject[] {
  const levels = { ...mandatoryLevels, ...suggestedLevels };
  const schemas = { ...mandatorySchemas, ...suggestedSchemas };
  return [
    ...Object.entries(levels).map(
      ([name, spec]): PriorityLevelConfiguration => ({
        ...{ apiVersion, kind: 'PriorityLevelConfiguration', metadata: { name, annotations: { ...annotations } } },
        spec: structuredClone(spec),
      }),
    ),
    ...Object.entries(schemas).map(
      ([name, spec]): FlowSchema => ({
        ...{ apiVersion, kind: 'FlowSchema', metadata: { name, annotations: { ...annotations } } },
        spec: structuredClone(spec),
      }),
    ),
  ];
}

const suggestedLevels: Readonly<Record<string, PriorityLevelConfigurationSpec>> = {
  system: level(30, 33, { queues: 64, handSize: 6 }),
  'node-high': level(40, 25, { queues: 64, handSize: 6 }),
  'leader-election': level(10, 0, { queues: 16, handSize: 4 }),
  'workload-high': level(40, 50, { queues: 128, handSize: 6 }),
  'workload-low': level(100, 90, { queues: 128, handSize: 6 }),
  'global-default': level(20, 50, { queues: 128, handSize: 6 }),
};

function level(
  nominalConcurrencyShares: number,
  lendablePercent: number,
  queues: { queues: number; handSize: number },
): PriorityLevelConfigurationSpec {
  const queuing = { ...queues, queueLengthLimit: 50 };
  const limited = { nominalConcurrencyShares, lendablePercent, limitResponse: { type: 'Queue', queuing } };
  return { type: 'Limited', limited };
}

const nodes = groups('system:nodes');
const anybody = groups('system:unauthenticated', 'system:authenticated');
const manager = user('system:kube-controller-manager');
const scheduler = user('system:kube-scheduler');
const systemAccounts = account('*');
const electing = ['get', 'create', 'update'];
const leases = rule({ verbs: electing, group: 'coordination.k8s.io', resources: ['leases'] });

const suggestedSchemas: Readonly<Record<string, FlowSchemaSpec>> = {
  probes: schema('exempt', 2, undefined, {
    subjects: anybody,
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
  }),
  'system-leader-election': schema('leader-election', 100, 'ByUser', {
    subjects: [manager, scheduler, systemAccounts],
    resourceRules: [leases],
  }),
  'endpoint-controller': schema('workload-high', 150, 'ByUser', {
    subjects: [manager, account('endpoint-controller'), account('endpointslicemirroring-controller')],
    resourceRules: [rule({ verbs: electing, group: '', resources: ['endpoints'] })],
  }),
  'workload-leader-election': schema('leader-election', 200, 'ByUser', {
    subjects: [systemAccounts],
    resourceRules: [leases],
  }),
  'system-node-high': schema('node-high', 400, 'ByUser', {
    subjects: nodes,
    resourceRules: [
      rule({ verbs: ['*'], group: '', resources: ['nodes', 'nodes/status'], clusterScope: true }),
      rule({ verbs: ['*'], group: 'coordination.k8s.io', resources: ['leases'] }),
    ],
  }),
  'system-nodes': schema('system', 500, 'ByUser', everything(nodes)),
  'kube-controller-manager': schema('workload-high', 800, 'ByNamespace', everything([manager])),
  'kube-scheduler': schema('workload-high', 800, 'ByNamespace', everything([scheduler])),
  'kube-system-service-accounts': schema('workload-high', 900, 'ByNamespace', everything([systemAccounts])),
  'service-accounts': schema('workload-low', 9_000, 'ByUser', everything(groups('system:serviceaccounts'))),
  'global-default': schema('global-default', 9_900, 'ByUser', everything(anybody)),
};

function schema(
  name: string,
  matchingPrecedence: number,
  distinguisher: 'ByUser' | 'ByNamespace' | undefined,
  rules: PolicyRulesWithSubjects,
): FlowSchemaSpec {
  return {
    priorityLevelConfiguration: { name },
    matchingPrecedence,
    ...(distinguisher !== undefined && { distinguisherMethod: { type: distinguisher } }),
    rules: [rules],
  };
}

function rule({
  verbs,
  group,
  resources,
  clusterScope,
}: {
  verbs: string[];
  group: string;
  resources: string[];
  clusterScope?: true;
}): ResourcePolicyRule {
  return { verbs, apiGroups: [group], resources, ...(clusterScope && { clusterScope }), namespaces: ['*'] };
}

function user(name: string): FlowcontrolV1Subject {
  return { kind: 'User', user: { name } };
}

function account(name: string): FlowcontrolV1Subject {
  return { kind: 'ServiceAccount', serviceAccount: { namespace: 'kube-system', name } };
}
