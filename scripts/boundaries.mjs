import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readUsage } from './usage.mjs';

readUsage(import.meta.filename, 'Usage: node scripts/boundaries.mjs\n\nSays which imports cross a boundary.');

/** Which packages each package may import. Tests may import more. */
const packages = {
  api: [],
  client: ['api'],
  apiserver: ['api'],
  controllers: ['api', 'client'],
  scheduler: ['api', 'client'],
  'node-agent': ['api', 'client'],
  kubectl: ['api', 'client'],
  cluster: ['api', 'client', 'apiserver', 'controllers', 'scheduler', 'node-agent', 'kubectl'],
};

/** What is some files' alone: modules, and beginnings of the paths that may import them. */
const reserved = [
  { module: 'better-sqlite3', to: ['apiserver/store/'], why: 'only the API server touches the store' },
  {
    module: 'node:child_process',
    to: ['node-agent/', 'cluster/', 'client/kubeconfig/exec-credential', 'kubectl/framework/run-program.ts'],
    why: 'only the node agent and the supervisor start processes',
  },
  {
    module: 'node:',
    to: ['client/', 'apiserver/', 'controllers/', 'scheduler/', 'node-agent/', 'kubectl/', 'cluster/'],
    why: '@sampan/api is pure',
  },
];

/** Which folders of its package each folder may import, besides itself; `.` is the package's root. A line is not more than true. */
const folders = {
  'api/.': [
    'apply',
    'batch',
    'certificates',
    'conditions',
    'cron',
    'discovery',
    'generated',
    'jsonpath',
    'patch',
    'pods',
    'quantity',
    'quota',
    'schema',
    'selectors',
    'status',
    'streams',
    'text',
    'time',
    'validation',
    'values',
    'volumes',
  ],
  'api/apply': ['.', 'discovery', 'generated', 'schema', 'status', 'text', 'values'],
  'api/batch': ['text'],
  'api/cel': ['quantity', 'schema', 'text', 'validation', 'values'],
  'api/certificates': ['values'],
  'api/conditions': ['.'],
  'api/cron': ['text', 'time'],
  'api/discovery': ['.', 'generated', 'text'],
  'api/jsonpath': ['text', 'values'],
  'api/patch': ['schema', 'text', 'values'],
  'api/pods': ['conditions', 'generated', 'quantity', 'selectors'],
  'api/quota': ['.', 'generated', 'pods', 'quantity', 'validation'],
  'api/rules': ['generated', 'schema', 'text', 'validation', 'values'],
  'api/schema': ['generated', 'quantity', 'rules', 'text', 'validation', 'values'],
  'api/selectors': ['generated', 'text', 'validation'],
  'api/status': ['generated', 'text', 'validation'],
  'api/text': ['values'],
  'api/time': ['text'],
  'api/validation': ['text'],
  'api/volumes': ['.', 'generated', 'pods', 'quantity', 'selectors'],
  'client/.': [
    'controller',
    'events',
    'informer',
    'kubeconfig',
    'lease',
    'logging',
    'program',
    'queue',
    'rest',
    'stream',
    'util',
  ],
  'client/controller': ['events', 'informer', 'logging', 'queue', 'rest', 'util'],
  'client/events': ['logging', 'rest', 'util'],
  'client/informer': ['rest', 'util'],
  'client/kubeconfig': ['rest'],
  'client/lease': ['logging', 'rest', 'util'],
  'client/stream': ['rest'],
  'apiserver/.': ['admission', 'authentication', 'http', 'kinds', 'nodes', 'server', 'store'],
  'apiserver/addresses': ['server'],
  'apiserver/admission': [
    'authentication',
    'authorization',
    'kinds',
    'objects',
    'resources',
    'server',
    'store',
    'webhooks',
    'write',
  ],
  'apiserver/aggregation': [
    'authentication',
    'kinds',
    'nodes',
    'objects',
    'openapi',
    'pipeline',
    'representation',
    'server',
    'store',
  ],
  'apiserver/allocators': ['objects', 'server', 'store'],
  'apiserver/authentication': ['authorization', 'configuration', 'objects', 'pipeline', 'store'],
  'apiserver/authorization': ['authentication', 'bootstrap', 'configuration', 'objects', 'store'],
  'apiserver/body': ['protobuf', 'write'],
  'apiserver/bootstrap': [
    'aggregation',
    'allocators',
    'authentication',
    'authorization',
    'objects',
    'resources',
    'server',
  ],
  'apiserver/configuration': ['body', 'store'],
  'apiserver/custom-resources': ['kinds', 'objects', 'resources', 'server', 'store', 'webhooks'],
  'apiserver/discovery': ['kinds', 'pipeline', 'representation'],
  'apiserver/flowcontrol': ['authentication', 'objects', 'pipeline', 'resources', 'server', 'store'],
  'apiserver/health': ['pipeline'],
  'apiserver/http': ['authentication', 'pipeline'],
  'apiserver/kinds': ['authentication', 'pipeline', 'server'],
  'apiserver/metrics': ['kinds', 'nodes', 'objects', 'server'],
  'apiserver/nodes': ['addresses', 'http', 'kinds', 'objects', 'server'],
  'apiserver/objects': ['authentication', 'kinds', 'server', 'store', 'write'],
  'apiserver/openapi': ['kinds', 'pipeline'],
  'apiserver/pipeline': [
    'aggregation',
    'authentication',
    'authorization',
    'body',
    'configuration',
    'flowcontrol',
    'kinds',
    'protobuf',
    'server',
    'verbs',
  ],
  'apiserver/protobuf': ['body'],
  'apiserver/representation': ['kinds', 'objects', 'pipeline', 'protobuf', 'store', 'write'],
  'apiserver/resources': ['addresses', 'allocators', 'authentication', 'authorization', 'kinds', 'nodes', 'server'],
  'apiserver/server': [
    'addresses',
    'admission',
    'aggregation',
    'allocators',
    'authentication',
    'authorization',
    'bootstrap',
    'configuration',
    'custom-resources',
    'discovery',
    'flowcontrol',
    'health',
    'http',
    'kinds',
    'metrics',
    'nodes',
    'objects',
    'openapi',
    'pipeline',
    'resources',
    'store',
    'watch',
  ],
  'apiserver/verbs': ['body', 'kinds', 'objects', 'pipeline', 'representation', 'store', 'watch', 'write'],
  'apiserver/watch': ['kinds', 'objects', 'pipeline', 'protobuf', 'representation', 'server', 'store'],
  'apiserver/webhooks': ['nodes', 'server'],
  'apiserver/write': ['admission', 'authentication', 'body', 'kinds', 'objects', 'server', 'store'],
  'controllers/.': [
    'bootstrap',
    'ephemeral-volumes',
    'ttl',
    'certificates',
    'clusterrole-aggregation',
    'cronjob',
    'daemonset',
    'deployment',
    'disruption',
    'endpoints',
    'endpointslice',
    'garbage-collector',
    'horizontalpodautoscaler',
    'job',
    'local-volumes',
    'namespace',
    'node-lifecycle',
    'persistentvolume',
    'pod-gc',
    'pv-protection',
    'pvc-protection',
    'replicaset',
    'resourcequota',
    'root-ca',
    'serviceaccount',
    'servicecidrs',
    'ttl-after-finished',
    'statefulset',
    'validatingadmissionpolicy-status',
  ],
  'controllers/clusterrole-aggregation': ['shared'],
  'controllers/cronjob': ['shared'],
  'controllers/daemonset': ['shared'],
  'controllers/deployment': ['shared'],
  'controllers/disruption': ['shared'],
  'controllers/ephemeral-volumes': ['shared'],
  'controllers/endpoints': ['shared'],
  'controllers/endpointslice': ['shared'],
  'controllers/garbage-collector': ['shared'],
  'controllers/job': ['replicaset', 'shared'],
  'controllers/node-lifecycle': ['shared'],
  'controllers/pod-gc': ['shared'],
  'controllers/replicaset': ['shared'],
  'controllers/resourcequota': ['shared'],
  'controllers/root-ca': ['shared'],
  'controllers/serviceaccount': ['shared'],
  'controllers/statefulset': ['shared'],
  'scheduler/.': ['config', 'cycle', 'framework', 'queue', 'state'],
  'scheduler/config': ['framework', 'plugins'],
  'scheduler/cycle': ['framework', 'queue'],
  'scheduler/framework': ['state'],
  'scheduler/plugins': ['framework', 'state'],
  'scheduler/queue': ['framework'],
  'node-agent/.': ['drivers', 'images', 'node', 'pod', 'processes', 'server', 'service-proxy', 'simulation'],
  'node-agent/drivers': ['.', 'images', 'logs', 'processes', 'service-proxy'],
  'node-agent/images': ['drivers'],
  'node-agent/node': ['drivers'],
  'node-agent/pod': ['drivers', 'environment', 'images', 'logs', 'probes', 'processes', 'volumes'],
  'node-agent/probes': ['drivers'],
  'node-agent/simulation': ['node', 'pod'],
  'node-agent/server': ['.', 'drivers', 'logs', 'pod', 'probes'],
  'node-agent/service-proxy': ['drivers', 'processes'],
  'node-agent/volumes': ['drivers', 'environment'],
  'kubectl/.': ['commands', 'framework'],
  'kubectl/commands': ['describers', 'framework', 'kustomize', 'pods', 'printers', 'streams'],
  'kubectl/describers': ['framework'],
  'kubectl/framework': ['kustomize', 'pods', 'printers'],
  'kubectl/kustomize': ['commands', 'framework', 'printers'],
  'kubectl/pods': ['framework'],
  'kubectl/printers': ['framework'],
  'kubectl/streams': ['framework'],
  'cluster/.': ['cli', 'commands', 'layout', 'pki'],
  'cluster/cli': ['.'],
  'cluster/commands': ['.', 'cli', 'doctor', 'layout', 'pki', 'processes', 'supervisor'],
  'cluster/layout': ['.', 'cli', 'pki'],
  'cluster/pki': ['.', 'layout'],
  'cluster/processes': ['layout'],
  'cluster/supervisor': ['.', 'cli', 'layout', 'pki', 'processes'],
};

/** Walks all sources, and says what is imported where it may not be, and what may be imported and is not. */
function check() {
  const problems = [];
  const used = new Set();
  for (const name of Object.keys(packages)) {
    for (const file of sourcesOf(path.join('packages', name, 'src'))) {
      const place = path.relative(path.join('packages', name, 'src'), file);
      for (const imported of importsOf(file)) {
        const problem = imported.startsWith('.')
          ? relativeProblem(name, place, imported, used)
          : moduleProblem(name, place, imported);
        if (problem !== undefined) problems.push(`${file}: imports ${imported}: ${problem}`);
      }
    }
  }
  for (const file of [...sourcesOf('e2e/src'), ...sourcesOf('bench/src')]) {
    for (const imported of importsOf(file)) {
      if (/(?:@sampan|packages)\/[^/]+\/src\//.test(imported)) {
        problems.push(`${file}: imports ${imported}: end-to-end tests drive what was built`);
      }
    }
  }
  for (const [folder, allowed] of Object.entries(folders)) {
    for (const other of allowed) {
      if (!used.has(`${folder} ${other}`))
        problems.push(`scripts/boundaries.mjs: ${folder} imports nothing of ${other}`);
    }
  }
  return problems;
}

function moduleProblem(name, place, imported) {
  const [, other] = /^@sampan\/([^/]+)/.exec(imported) ?? [];
  if (other !== undefined) return packages[name].includes(other) ? undefined : `@sampan/${name} may not`;
  const builtin = imported === 'child_process' ? 'node:child_process' : imported;
  const rule = reserved.find(
    ({ module }) => builtin === module || (module.endsWith(':') && builtin.startsWith(module)),
  );
  if (rule === undefined || rule.to.some((start) => `${name}/${place}`.startsWith(start))) return undefined;
  return rule.why;
}

function relativeProblem(name, place, imported, used) {
  const target = path.join(path.dirname(place), imported);
  if (target.startsWith('..')) return 'packages import one another by name';
  const [from, to] = [topOf(name, place), topOf(name, target)];
  if (from === to) return undefined;
  const folder = to.slice(name.length + 1);
  used.add(`${from} ${folder}`);
  return folders[from]?.includes(folder) ? undefined : `${from} may not import ${folder}`;
}

function topOf(name, place) {
  const slash = place.indexOf('/');
  return `${name}/${slash === -1 ? '.' : place.slice(0, slash)}`;
}

/** Test files and what tests share import what they need. */
function sourcesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/\/(?:testing|conformance)\//.test(file));
}

function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^'";]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, from, bare, dynamic]) => from ?? bare ?? dynamic,
  );
}

const problems = check();
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
