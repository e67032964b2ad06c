import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { kill } from './support/kill.js';
import { example } from './support/paths.js';

/** The manifests of a first course, applied at once to one cluster; then each shows what it is there to show. */
const which = kubectls.at(-1) as (typeof kubectls)[number];
const folder = example('course');
let cluster: TestCluster;
const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });

const until = (what: string, condition: string, ...rest: string[]) =>
  kubectl('wait', what, `--for=${condition}`, '--timeout=120s', ...rest);
/** What a Pod that ends has said. */
const said = async (pod: string, { container = 'main', namespace = 'default' } = {}) => {
  await until(`pod/${pod}`, 'jsonpath={.status.phase}=Succeeded', '-n', namespace);
  return kubectl('logs', pod, '-c', container, '-n', namespace);
};
/** What a Pod that runs says, once that is what it should. */
const says = (pod: string, text: string) =>
  eventually(async () => expect(await kubectl('logs', pod)).toBe(text), { timeout: 60_000 });
const field = (what: string, path: string, ...rest: string[]) =>
  kubectl('get', ...what.split('/'), ...rest, '-o', `jsonpath={${path}}`);
const becomes = (what: string, path: string, value: string, ...rest: string[]) =>
  eventually(async () => expect(await field(what, path, ...rest)).toBe(value), { timeout: 60_000 });

/** By the name of the file: what shows that it does what its comment says. */
const lessons: Readonly<Record<string, () => Promise<unknown>>> = {
  '01-pod': async () => expect(await said('first')).toBe('hello from a Pod\n'),
  '02-two-containers': async () =>
    expect(await said('two-containers', { container: 'reader' })).toBe('written by the other\n'),
  '03-init-containers': async () => expect(await said('init-containers')).toBe('one\ntwo\nthree\n'),
  '04-sidecar': async () => expect(await said('sidecar', { container: 'log-reader' })).toBe('the work is done\n'),
  '05-liveness-exec': async () => {
    const restarts = () => field('pod/liveness-exec', '.status.containerStatuses[0].restartCount');
    await eventually(async () => expect(Number(await restarts())).toBeGreaterThan(0), { timeout: 60_000 });
    expect(await kubectl('events', '--for', 'pod/liveness-exec')).toMatch(/Liveness probe failed: .*healthy/);
  },
  '06-readiness-http': () => until('pod/readiness-http', 'condition=Ready'),
  '07-startup-tcp': () => until('pod/startup-tcp', 'condition=Ready'),
  '08-hooks': async () => {
    await until('pod/hooks', 'condition=Ready');
    const greeting = () => kubectl('exec', 'hooks', '--', 'cat', '/state/hello');
    await eventually(async () => expect(await greeting()).toBe('welcome\n'));
    // It ends by itself at the sign of its hook.
    await kubectl('delete', 'pod', 'hooks');
  },
  '09-command-and-args': async () => expect(await said('command-and-args')).toBe('hello, world $(WHO)\n'),
  '10-configmap-env': async () => expect(await said('configmap-env')).toBe('blue green green\n'),
  '11-configmap-files': async () => {
    await says('configmap-files', 'A small boat.\n');
    await kubectl('patch', 'configmap', 'pages', '-p', '{"data":{"page":"A larger one.\\n"}}');
    const page = () => kubectl('exec', 'configmap-files', '--', 'cat', '/etc/pages/index.txt');
    await eventually(async () => expect(await page()).toBe('A larger one.\n'), { timeout: 60_000 });
  },
  '12-secret': async () => expect(await said('secret')).toBe('admin: open sesame\n'),
  '13-downward-api': async () => {
    await says('downward-api', 'downward-api in default\n');
    await kubectl('label', 'pod', 'downward-api', 'season=autumn');
    const labels = () => kubectl('exec', 'downward-api', '--', 'cat', '/etc/podinfo/labels');
    await eventually(async () => expect(await labels()).toBe('season="autumn"\ntier="front"'), { timeout: 60_000 });
  },
  '14-projected-volume': async () =>
    expect(await said('projected-volume')).toBe('key mode name token\nfast projected-volume 42\n'),
  '15-hostpath': async () => expect(await said('hostpath')).toMatch(/^root:/),
  '16-resources': async () => {
    expect(await said('resources')).toBe('20 32\n');
    expect(await field('pod/resources', '.status.qosClass')).toBe('Burstable');
  },
  '17-resize': async () => {
    await until('pod/resize', 'condition=Ready');
    const resize = (requests: object) => {
      const spec = { containers: [{ name: 'main', resources: { requests } }] };
      return kubectl('patch', 'pod', 'resize', '--subresource', 'resize', '-p', JSON.stringify({ spec }));
    };
    const status = '.status.containerStatuses[0]';
    await resize({ cpu: '30m' });
    await becomes('pod/resize', `${status}.resources.requests.cpu`, '30m');
    expect(await field('pod/resize', `${status}.restartCount`)).toBe('0');
    await resize({ memory: '16Mi' });
    await becomes('pod/resize', `${status}.restartCount`, '1');
    await becomes('pod/resize', `${status}.allocatedResources`, '{"cpu":"30m","memory":"16Mi"}');
  },
  '18-restart-policy': async () => {
    expect(await said('restart-policy')).toBe('at last\n');
    expect(await field('pod/restart-policy', '.status.containerStatuses[0].restartCount')).toBe('1');
  },
  '19-deployment': async () => {
    await kubectl('rollout', 'status', 'deployment/shop', '--timeout=120s');
    await kubectl('set', 'image', 'deployment/shop', 'shop=hello:v2');
    await kubectl('rollout', 'status', 'deployment/shop', '--timeout=120s');
    expect(await kubectl('rollout', 'undo', 'deployment/shop')).toBe('deployment.apps/shop rolled back\n');
  },
  '20-service': async () => {
    const address = await field('service/shop', '.spec.clusterIP');
    await eventually(async () =>
      expect(await (await fetch(`http://${address}/`)).text()).toMatch(/^hello v[12] from shop-/),
    );
  },
  '21-statefulset': async () => {
    await kubectl('rollout', 'status', 'statefulset/shelf', '--timeout=120s');
    await kubectl('delete', 'pod', 'shelf-1');
    await kubectl('rollout', 'status', 'statefulset/shelf', '--timeout=120s');
    const visits = () => kubectl('exec', 'shelf-1', '--', 'cat', '/data/visits');
    await eventually(async () => expect(await visits()).toBe('shelf-1 was here\nshelf-1 was here\n'), {
      timeout: 60_000,
    });
  },
  '22-daemonset': async () => {
    await kubectl('rollout', 'status', 'daemonset/watchman', '--timeout=120s');
    expect(await field('daemonset/watchman', '.status.numberReady')).toBe('2');
  },
  '23-job': async () => {
    await until('job/four-times', 'condition=complete');
    expect(await field('job/four-times', '.status.succeeded')).toBe('4');
  },
  '24-cronjob': async () => {
    await kubectl('create', 'job', 'now', '--from=cronjob/minutely');
    await until('job/now', 'condition=complete');
    expect(await kubectl('logs', 'job/now')).toBe('tick\n');
  },
  '25-work-queue': async () => {
    await until('job/workers', 'condition=complete');
    const packed = (await kubectl('logs', '-l', 'batch.kubernetes.io/job-name=workers')).split('\n').filter(Boolean);
    expect(packed.sort()).toEqual(['apples', 'cherries', 'pears', 'plums', 'quinces'].map((item) => `packed ${item}`));
  },
  '26-priority': async () => {
    expect(await said('priority')).toBe('urgent\n');
    expect(await field('pod/priority', '.spec.priority')).toBe('1000');
  },
  '27-toleration': async () => {
    expect(await said('toleration')).toBe('tolerated\n');
    expect(await field('pod/toleration', '.spec.nodeName')).toBe('node-2');
  },
  '28-node-affinity': async () => {
    expect(await said('node-affinity')).toBe('on the right disk\n');
    expect(await field('pod/node-affinity', '.spec.nodeName')).toBe('node-2');
  },
  '29-pod-affinity': async () => {
    await kubectl('rollout', 'status', 'deployment/apart', '--timeout=120s');
    const nodes = (await field('pods', '.items[*].spec.nodeName', '-l', 'app=apart')).split(' ');
    expect(nodes.sort()).toEqual(['node-1', 'node-2']);
    expect(await said('beside')).toBe('in company\n');
  },
  '30-resource-quota': async () => {
    await becomes('deployment/crowd', '.status.readyReplicas', '2', '-n', 'small');
    expect(await kubectl('events', '-n', 'small')).toContain(
      'is forbidden: exceeded quota: two-pods, requested: pods=1, used: pods=2, limited: pods=2',
    );
  },
  '31-limit-range': async () => {
    expect(await said('modest', { namespace: 'bounded' })).toBe('modest\n');
    expect(await field('pod/modest', '.spec.containers[0].resources', '-n', 'bounded')).toBe(
      '{"limits":{"cpu":"100m"},"requests":{"cpu":"10m"}}',
    );
  },
  '32-rbac': async () => {
    const may = (verb: string, plural: string) =>
      kubectl('auth', 'can-i', verb, plural, '--as=system:serviceaccount:default:looker').catch((error) =>
        String(error),
      );
    expect(await may('list', 'pods')).toBe('yes\n');
    expect(await may('delete', 'pods')).toMatch(/\bno\b/);
  },
  '33-disruption-budget': async () => {
    await kubectl('rollout', 'status', 'deployment/steady', '--timeout=120s');
    await becomes('pdb/steady', '.status.currentHealthy', '2');
    expect(await kubectl('get', 'pdb', 'steady')).toMatch(/^steady +2 +N\/A +0 /m);
  },
  '34-persistent-volume-claim': async () => {
    expect(await said('diarist')).toBe('dear diary\n');
    await becomes('pvc/diary', '.status.phase', 'Bound');
  },
};

describe('the examples of a first course', () => {
  beforeAll(async () => {
    cluster = await startTestCluster('--nodes', '2');
    await kubectl('label', 'node', 'node-2', 'disk=ssd');
    await kubectl('apply', '-f', folder);
  }, 180_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it('are all told', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
    expect(files.sort()).toEqual(Object.keys(lessons).sort());
  });

  it.each(Object.entries(lessons))('%s', async (_name, lesson) => {
    await lesson();
  });

  it('keep away from a node that they do not tolerate', async () => {
    await kubectl('taint', 'node', 'node-2', 'team=blue:NoSchedule');
    await kubectl('delete', 'pod', 'toleration');
    await kubectl('apply', '-f', example('course/27-toleration.yaml'));
    expect(await said('toleration')).toBe('tolerated\n');
    await kubectl('taint', 'node', 'node-2', 'team-');
  });

  it('keep the data of a StatefulSet when agents are lost, and over the end of the whole cluster', async () => {
    const visits = async () => (await kubectl('exec', 'shelf-0', '--', 'cat', '/data/visits')).trim().split('\n');
    const pids = await cluster.pids();
    for (const node of ['node-1', 'node-2']) kill(pids[node]);
    await kubectl('delete', 'pod', 'shelf-0');
    await kubectl('rollout', 'status', 'statefulset/shelf', '--timeout=120s');
    await eventually(async () => expect(await visits()).toHaveLength(2), { timeout: 60_000 });
    expect((await cluster.sampan('down')).code).toBe(0);
    expect((await cluster.sampan('up')).code).toBe(0);
    await kubectl('rollout', 'status', 'statefulset/shelf', '--timeout=120s');
    await eventually(async () => expect(await visits()).toHaveLength(3), { timeout: 60_000 });
    expect(new Set(await visits())).toEqual(new Set(['shelf-0 was here']));
  });
});
