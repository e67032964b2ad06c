import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { startProgram } from './support/running-program.js';

const configuration = `
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- schedulerName: default-scheduler
- schedulerName: packing
  pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: MostAllocated}}}]
`;

/** Takes its time to end, and says so. */
const patient = 'trap "echo saving; sleep 1; echo saved; exit 0" TERM; echo working; while true; do sleep 0.1; done';

const podOf = (name: string, spec: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { terminationGracePeriodSeconds: 30, ...spec },
  });

/** Told with one kubectl, the real one where there is one. */
const which = kubectls.at(-1) as (typeof kubectls)[number];

describe(`the story of a Pod that matters more, with ${which.name}`, () => {
  let cluster: TestCluster;
  let folder: string;
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });
  const apply = (input: string) => runKubectl(which, ['apply', '-f', '-'], { env: cluster.env, input });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'sampan-e2e-config-'));
    const file = path.join(folder, 'scheduler.yaml');
    await writeFile(file, configuration);
    cluster = await startTestCluster('--max-pods', '1', '--extra-config', `scheduler.config=${file}`);
  }, 120_000);
  afterAll(async () => {
    await cluster?.destroy();
    await rm(folder, { recursive: true });
  }, 120_000);

  it('has another one end in its own time, and takes its place', async () => {
    await kubectl('create', 'priorityclass', 'urgent', '--value=1000');
    const container = { name: 'main', image: 'busybox', command: ['sh', '-c', patient] };
    await apply(podOf('patient', { containers: [container] }));
    await kubectl('wait', '--for=condition=Ready', 'pod/patient', '--timeout=60s');
    const log = startProgram(which.command, [...which.prefix, 'logs', '-f', 'patient'], cluster.env);
    await log.until((output) => output.includes('working'));
    await apply(podOf('urgent', { containers: [container], priorityClassName: 'urgent', schedulerName: 'packing' }));
    await kubectl('wait', '--for=condition=Ready', 'pod/urgent', '--timeout=60s');
    await log.exited;
    expect(log.output()).toMatch(/saving\n(?:.*\n)*saved\n$/);
    await eventually(async () => expect(await kubectl('get', 'pods', '-o', 'name')).toBe('pod/urgent\n'));
    const uid = await kubectl('get', 'pod', 'urgent', '-o', 'jsonpath={.metadata.uid}');
    const events = await kubectl('get', 'events', '--field-selector', 'involvedObject.name=patient');
    expect(events).toMatch(new RegExp(`Normal +Preempted +pod/patient +Preempted by pod ${uid} on node node-1`));
  });

  it('tells why the other one has no place any more', async () => {
    await apply(podOf('patient', { containers: [{ name: 'main', image: 'busybox', command: ['sleep', '1000'] }] }));
    const why = await eventually(async () => {
      const described = await kubectl('describe', 'pod', 'patient');
      expect(described).toMatch(/FailedScheduling/);
      return described;
    });
    expect(why).toMatch(
      / default-scheduler +0\/1 nodes are available: 1 Too many pods\. preemption: 0\/1 nodes are available: 1 No preemption victims found for incoming pod\.$/m,
    );
    await kubectl('delete', 'pod', 'urgent', '--grace-period=1');
    await kubectl('wait', '--for=condition=Ready', 'pod/patient', '--timeout=60s');
  });
});
