import type { TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';

/** Kills a component of a cluster, and resolves when another has taken its place and the API server answers. */
export async function killComponent(cluster: TestCluster, name: string): Promise<void> {
  const before = (await cluster.pids())[name];
  if (before === undefined) throw new Error(`${name} does not run`);
  process.kill(before, 'SIGKILL');
  await eventually(
    async () => {
      const after = (await cluster.pids())[name] ?? before;
      if (after === before) throw new Error(`${name} was not started again`);
      const { status } = await call(cluster, '/readyz');
      if (status !== 200) throw new Error(`/readyz answers ${status}`);
    },
    { timeout: 60_000 },
  );
}
