import type { Fixture, Row } from '../fixture.js';
import { measure } from '../load.js';
import { collection, shards } from '../objects.js';
import { kubeApiserver } from '../yardstick.js';

const configMapCount = 2_000;
const podCount = 5_000;

export function reads(fixture: Fixture): Row[] {
  const configMaps = once(() => fixture.configMaps('bench-read', configMapCount));
  const pods = once(async () => {
    const factory = await fixture.podsOf(7_000, 'bench-read');
    await fixture.pods('bench-read', factory, { from: 0, to: podCount });
  });
  const get = (clients: number, path: string, expected: number) => async () => {
    await (path.startsWith(collection('pods', 'bench-read')) ? pods() : configMaps());
    await expectItems(fixture, path, expected);
    return measure(fixture.server, {
      clients,
      seconds: fixture.seconds,
      next: () => ({ method: 'GET', path, discard: true }),
    });
  };
  const configMapPath = collection('configmaps', 'bench-read');
  const podPath = collection('pods', 'bench-read');
  return [
    { name: 'get one, 32 readers', yardstick: kubeApiserver.get, run: get(32, `${configMapPath}/object-7`, 1) },
    {
      name: 'list 2,000 ConfigMaps',
      yardstick: kubeApiserver.listConfigMaps,
      run: get(1, configMapPath, configMapCount),
    },
    {
      name: 'list 2,000 ConfigMaps, resourceVersion=0',
      yardstick: kubeApiserver.listConfigMapsCached,
      run: get(1, `${configMapPath}?resourceVersion=0`, configMapCount),
    },
    { name: 'list 5,000 Pods of 7 kB', yardstick: kubeApiserver.listPods, run: get(1, podPath, podCount) },
    {
      name: 'list 5,000 Pods, resourceVersion=0, 4 readers',
      yardstick: kubeApiserver.listPodsCached,
      run: get(4, `${podPath}?resourceVersion=0`, podCount),
    },
    {
      name: 'list 50 of 5,000 Pods by label, 16 readers',
      yardstick: kubeApiserver.listByLabel,
      run: get(16, `${podPath}?labelSelector=shard%3D7`, podCount / shards),
    },
  ];
}

/** What is fast has to be right as well. */
async function expectItems(fixture: Fixture, path: string, count: number): Promise<void> {
  const { items = [undefined] } = JSON.parse((await fixture.send({ method: 'GET', path })).body.toString());
  if (items.length !== count) throw new Error(`${path} lists ${items.length} objects, not ${count}`);
}

function once(fill: () => Promise<void>): () => Promise<void> {
  let filled: Promise<void> | undefined;
  return () => {
    filled ??= fill();
    return filled;
  };
}
