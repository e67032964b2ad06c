import { createSchemaRegistry, loadSchemas, referenceTo } from '@sampan/api/schemas';
import { extensionPoints } from '../framework/profile.js';

type SchemaRegistry = ReturnType<typeof loadSchemas>;
type Schema = ReturnType<SchemaRegistry['definition']>;

/** The definitions of kubescheduler.config.k8s.io/v1 are called by this and their Go name. */
const prefix = 'io.k8s.kube-scheduler.config.v1.';

const text: Schema = { type: 'string' };
const int32: Schema = { type: 'integer', format: 'int32' };
const int64: Schema = { type: 'integer', format: 'int64' };
const boolean: Schema = { type: 'boolean' };
const anything: Schema = { $ref: referenceTo('io.k8s.apimachinery.pkg.runtime.RawExtension') };
const list = (items: Schema): Schema => ({ type: 'array', items });
const own = (name: string): Schema => ({ $ref: referenceTo(prefix + name) });
const core = (name: string): Schema => ({ $ref: referenceTo(`io.k8s.api.core.v1.${name}`) });
/** Zeros count: they are no reason for a default. */
const struct = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const typeMeta = { apiVersion: text, kind: text };

const definitions: Readonly<Record<string, Schema>> = {
  KubeSchedulerConfiguration: struct({
    ...typeMeta,
    parallelism: int32,
    leaderElection: anything,
    clientConnection: own('ClientConnectionConfiguration'),
    enableProfiling: boolean,
    enableContentionProfiling: boolean,
    percentageOfNodesToScore: int32,
    podInitialBackoffSeconds: int64,
    podMaxBackoffSeconds: int64,
    profiles: list(own('KubeSchedulerProfile')),
    extenders: list(anything),
    delayCacheUntilActive: boolean,
  }),
  ClientConnectionConfiguration: struct({
    ...{ kubeconfig: text, acceptContentTypes: text, contentType: text },
    qps: { type: 'number' },
    burst: int32,
  }),
  KubeSchedulerProfile: struct({
    schedulerName: text,
    percentageOfNodesToScore: int32,
    plugins: own('Plugins'),
    pluginConfig: list(own('PluginConfig')),
  }),
  Plugins: struct(Object.fromEntries([...extensionPoints, 'multiPoint'].map((point) => [point, own('PluginSet')]))),
  PluginSet: struct({ enabled: list(own('Plugin')), disabled: list(own('Plugin')) }),
  Plugin: struct({ name: text, weight: int32 }),
  PluginConfig: struct({ name: text, args: anything }),
  DefaultPreemptionArgs: struct({
    ...typeMeta,
    minCandidateNodesPercentage: int32,
    minCandidateNodesAbsolute: int32,
  }),
  InterPodAffinityArgs: struct({
    ...typeMeta,
    hardPodAffinityWeight: int32,
    ignorePreferredTermsOfExistingPods: boolean,
  }),
  NodeAffinityArgs: struct({ ...typeMeta, addedAffinity: core('NodeAffinity') }),
  NodeResourcesBalancedAllocationArgs: struct({ ...typeMeta, resources: list(own('ResourceSpec')) }),
  NodeResourcesFitArgs: struct({
    ...typeMeta,
    ignoredResources: list(text),
    ignoredResourceGroups: list(text),
    scoringStrategy: own('ScoringStrategy'),
  }),
  ScoringStrategy: struct({
    type: text,
    resources: list(own('ResourceSpec')),
    requestedToCapacityRatio: own('RequestedToCapacityRatioParam'),
  }),
  ResourceSpec: struct({ name: text, weight: int64 }),
  RequestedToCapacityRatioParam: struct({ shape: list(own('UtilizationShapePoint')) }),
  UtilizationShapePoint: struct({ utilization: int32, score: int32 }),
  PodTopologySpreadArgs: struct({
    ...typeMeta,
    defaultConstraints: list(core('TopologySpreadConstraint')),
    defaultingType: text,
  }),
  VolumeBindingArgs: struct({
    ...typeMeta,
    bindTimeoutSeconds: int64,
    shape: list(own('UtilizationShapePoint')),
  }),
};

/** The definition of a kind, and the registry that knows it; undefined: there is none. */
export function configurationSchema(kind: string): { name: string; registry: SchemaRegistry } | undefined {
  if (!Object.hasOwn(definitions, kind)) return undefined;
  const builtIn = loadSchemas();
  const shared = builtIn.names().filter((name) => !name.endsWith('List'));
  const registry = createSchemaRegistry({
    ...Object.fromEntries(shared.map((name) => [name, builtIn.definition(name)])),
    ...Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [prefix + name, schema])),
  });
  return { name: prefix + kind, registry };
}
