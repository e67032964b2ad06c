import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, startTestCluster, type TestCluster } from './support/cluster.js';
import { example } from './support/paths.js';
import { run } from './support/run.js';

/** What was written for versions that are gone, applied with each kubectl. */
describe('old manifests', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster('--runtime-config', 'extensions/v1beta1=true');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it.each(kubectls)('apply and run, with $name', async ({ command, prefix }) => {
    const kubectl = (...args: string[]) => run(command, [...prefix, ...args], { env: cluster.env });
    const applied = await kubectl('apply', '-f', example('old-manifests'));
    expect(applied.stdout).toBe('deployment.extensions/old-web created\ningress.extensions/old-web created\n');
    expect(applied.stderr).toBe(
      'Warning: extensions/v1beta1 Deployment is deprecated in v1.8+, unavailable in v1.16+; use apps/v1 Deployment\n' +
        'Warning: extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use networking.k8s.io/v1 Ingress\n',
    );
    expect((await kubectl('rollout', 'status', 'deployment.apps/old-web')).stdout).toMatch(
      /successfully rolled out\n$/,
    );
    const service = ['get', 'ingress.networking.k8s.io', 'old-web', '-o', 'jsonpath={.spec.rules[0].http.paths[0]}'];
    expect(JSON.parse((await kubectl(...service)).stdout)).toEqual({
      backend: { service: { name: 'old-web', port: { number: 80 } } },
      path: '/',
      pathType: 'ImplementationSpecific',
    });
    expect((await kubectl('delete', '-f', example('old-manifests'))).stdout).toMatch(
      /^deployment.extensions "old-web"/,
    );
  });
});
