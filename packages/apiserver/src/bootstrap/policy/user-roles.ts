import type { PolicyRule } from '@sampan/api';
import { everyResource, groups, pathRule, read, readWrite, rule, write } from './rule.js';

/** A ClusterRole that exists from the start. */
export interface RoleSpec {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Roles with this label are part of the role. */
  readonly aggregates?: string;
}

const {
  core,
  apps,
  authentication,
  authorization,
  autoscaling,
  batch,
  coordination,
  discovery,
  metrics,
  networking,
  policy,
  rbac,
  resource,
} = groups;

/** Where workloads and Ingresses were before they had groups of their own. */
const extensions = 'extensions';

const appsScales = ['statefulsets', 'deployments', 'replicasets'];
const workloads = ['daemonsets', ...appsScales];

const extensionsScales = ['deployments', 'replicasets'];
const formerKinds = ['daemonsets', ...extensionsScales, 'ingresses'];
const formerScales = [...extensionsScales, 'replicationcontrollers'].map((name) => `${name}/scale`);

const viewRules: PolicyRule[] = [
  rule(read, core, [
    ...['configmaps', 'endpoints', 'persistentvolumeclaims', 'persistentvolumeclaims/status', 'pods'],
    ...['replicationcontrollers', 'replicationcontrollers/scale', 'serviceaccounts', 'services', 'services/status'],
  ]),
  rule(read, core, [
    ...['bindings', 'events', 'limitranges', 'namespaces/status', 'pods/log', 'pods/status'],
    ...['replicationcontrollers/status', 'resourcequotas', 'resourcequotas/status'],
  ]),
  rule(read, core, ['namespaces']),
  rule(read, discovery, ['endpointslices']),
  rule(read, apps, [
    'controllerrevisions',
    ...workloads.flatMap((name) => [name, `${name}/status`]),
    ...appsScales.map((name) => `${name}/scale`),
  ]),
  rule(read, autoscaling, ['horizontalpodautoscalers', 'horizontalpodautoscalers/status']),
  rule(read, batch, ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status']),
  rule(read, policy, ['poddisruptionbudgets', 'poddisruptionbudgets/status']),
  rule(read, networking, ['ingresses', 'ingresses/status', 'networkpolicies']),
  rule(read, extensions, [
    ...formerKinds.flatMap((name) => [name, `${name}/status`]),
    ...formerScales,
    'networkpolicies',
  ]),
  rule(read, resource, ['resourceclaims', 'resourceclaims/status', 'resourceclaimtemplates']),
];

const intoPods = ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'];

const editRules: PolicyRule[] = [
  rule(read, core, [...intoPods, 'secrets', 'services/proxy']),
  rule(['impersonate'], core, ['serviceaccounts']),
  rule(write, core, ['pods', ...intoPods]),
  rule(['create'], core, ['pods/eviction']),
  rule(write, core, [
    ...['configmaps', 'events', 'persistentvolumeclaims', 'replicationcontrollers', 'replicationcontrollers/scale'],
    ...['secrets', 'serviceaccounts', 'services', 'services/proxy'],
  ]),
  rule(['create'], core, ['serviceaccounts/token']),
  rule(write, apps, [...workloads, 'deployments/rollback', ...appsScales.map((name) => `${name}/scale`)]),
  rule(write, autoscaling, ['horizontalpodautoscalers']),
  rule(write, batch, ['cronjobs', 'jobs']),
  rule(write, policy, ['poddisruptionbudgets']),
  rule(write, networking, ['ingresses', 'networkpolicies']),
  rule(write, extensions, [...formerKinds, 'deployments/rollback', ...formerScales, 'networkpolicies']),
  rule(readWrite, coordination, ['leases']),
  rule(write, resource, ['resourceclaims', 'resourceclaimtemplates']),
];

const adminRules: PolicyRule[] = [
  rule(['create'], authorization, ['localsubjectaccessreviews']),
  rule(readWrite, rbac, ['rolebindings', 'roles']),
];

const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];
const healthPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

const label = (role: string) => `rbac.authorization.k8s.io/aggregate-to-${role}`;

/** The roles for people: of the whole cluster, of a namespace, and what everybody may. */
export const userRoles: RoleSpec[] = [
  { name: 'cluster-admin', rules: [everyResource, pathRule(['*'], ['*'])] },
  { name: 'admin', aggregates: label('admin'), rules: [...adminRules, ...editRules, ...viewRules] },
  {
    name: 'edit',
    aggregates: label('edit'),
    labels: { [label('admin')]: 'true' },
    rules: [...editRules, ...viewRules],
  },
  { name: 'view', aggregates: label('view'), labels: { [label('edit')]: 'true' }, rules: viewRules },
  { name: 'system:aggregate-to-admin', labels: { [label('admin')]: 'true' }, rules: adminRules },
  { name: 'system:aggregate-to-edit', labels: { [label('edit')]: 'true' }, rules: editRules },
  { name: 'system:aggregate-to-view', labels: { [label('view')]: 'true' }, rules: viewRules },
  {
    name: 'system:aggregated-metrics-reader',
    labels: { [label('admin')]: 'true', [label('edit')]: 'true', [label('view')]: 'true' },
    rules: [rule(read, metrics, ['pods', 'nodes'])],
  },
  { name: 'system:discovery', rules: [pathRule(['get'], [...discoveryPaths, ...healthPaths])] },
  { name: 'system:public-info-viewer', rules: [pathRule(['get'], healthPaths)] },
  {
    name: 'system:monitoring',
    rules: [
      pathRule(
        ['get'],
        ['/healthz', '/healthz/*', '/livez', '/livez/*', '/metrics', '/metrics/slis', '/readyz', '/readyz/*'],
      ),
    ],
  },
  {
    name: 'system:basic-user',
    rules: [
      rule(['create'], authorization, ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']),
      rule(['create'], authentication, ['selfsubjectreviews']),
    ],
  },
  {
    name: 'system:service-account-issuer-discovery',
    rules: [
      pathRule(
        ['get'],
        [
          '/.well-known/openid-configuration',
          '/.well-known/openid-configuration/',
          '/openid/v1/jwks',
          '/openid/v1/jwks/',
        ],
      ),
    ],
  },
];
