import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { example } from './support/paths.js';

/** A real load goes up and down, and an autoscaler follows; what is printed is looked at with each kubectl. */
describe('the story of an autoscaler', () => {
  let cluster: TestCluster;
  const kubectl = (...args: string[]) => cluster.kubectl(...args);

  beforeAll(async () => {
    const flags = [
      'apiserver.metric-resolution=1s',
      'controller-manager.horizontal-pod-autoscaler-sync-period=1s',
      'controller-manager.horizontal-pod-autoscaler-cpu-initialization-period=0s',
    ];
    cluster = await startTestCluster(...flags.flatMap((flag) => ['--extra-config', flag]));
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  /** What every kubectl prints is what is looked for. */
  async function everyKubectl(args: string[], looks: RegExp): Promise<void> {
    for (const which of kubectls) {
      await eventually(async () => expect(await runKubectl(which, args, { env: cluster.env })).toMatch(looks));
    }
  }

  const untilSize = (replicas: number) =>
    kubectl('wait', 'deployment/worker', `--for=jsonpath={.status.readyReplicas}=${replicas}`, '--timeout=90s');

  it('begins with one Pod, whose use is measured', async () => {
    await kubectl('apply', '-f', example('autoscaling/worker.yaml'));
    await untilSize(1);
    await everyKubectl(['top', 'pod'], /^NAME +CPU\(cores\) +MEMORY\(bytes\) +\nworker-\S+ +[1-9]\d*m +\d+Mi +\n$/);
    await everyKubectl(
      ['top', 'pod', '-l', 'app=worker', '--containers', '--no-headers'],
      /^worker-\S+ +worker +\d+m +\d+Mi +\n$/,
    );
    await everyKubectl(['top', 'node'], /^NAME .*\nnode-1 +\d+m +\d+% +\d+Mi +\d+% +\n$/);
  });

  it('gets more, as many as it may', async () => {
    await kubectl('apply', '-f', example('autoscaling/autoscaler.yaml'));
    await untilSize(3);
    await everyKubectl(['get', 'hpa'], /^worker +Deployment\/worker +cpu: \d+%\/50% +1 +3 +3 /m);
    const description =
      /resource cpu on pods +\(as a percentage of request\): +\d+% \(\d+m\) \/ 50%[\s\S]*ScalingActive +True +ValidMetricFound +the HPA was able to successfully calculate a replica count from cpu resource utilization \(percentage of request\)[\s\S]*SuccessfulRescale .*New size: 3; reason: cpu resource utilization \(percentage of request\) above target/;
    await everyKubectl(['describe', 'hpa', 'worker'], description);
  });

  it('loses them when there is nothing to do', async () => {
    const pods = (await kubectl('get', 'pods', '-l', 'app=worker', '-o', 'name')).trim().split('\n');
    await Promise.all(pods.map((pod) => kubectl('exec', pod, '--', 'touch', '/load/idle')));
    await untilSize(1);
    await everyKubectl(['get', 'hpa'], /^worker +Deployment\/worker +cpu: \d+%\/50% +1 +3 +1 /m);
    await everyKubectl(['describe', 'hpa', 'worker'], /New size: 1; reason: All metrics below target/);
  });
});
