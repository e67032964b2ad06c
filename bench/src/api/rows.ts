import { type Connection, connect } from './connection.js';
import { isSuccess, type Load, type Measured, measure } from './load.js';
import { collection, configMap, configMaps, namespace, namespaceManifest, pods, podsOf, shards } from './objects.js';
import type { BenchServer } from './server.js';
import { measureWatch } from './watch.js';
import { kubeApiserver, type Yardstick } from './yardstick.js';

/** One line of the report. */
export interface Row {
  readonly name: string;
  readonly yardstick: Yardstick;
  run(): Promise<Measured>;
}

export interface Fixture {
  readonly server: BenchServer;
  /** Seconds that each timed load lasts. */
  readonly seconds: number;
}

/** Every row, in an order in which each brings what it needs: any of them can be left out. */
export function rows(fixture: Fixture): Row[] {
  return [
    ...configMapWrites(fixture),
    ...reads(fixture),
    ...podChurn(fixture),
    ...contention(fixture),
    watchRow(fixture),
    ...removals(fixture),
    ...podLists(fixture),
  ];
}

/** The namespace that the rows work in. */
export async function prepare({ server }: Fixture): Promise<void> {
  await once(server, async (connection) => {
    await post(connection, '/api/v1/namespaces', namespaceManifest(namespace));
    // Pods need the account that a controller would have made.
    for (const account of ['default']) {
      const manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account } };
      await post(connection, `/api/v1/namespaces/${namespace}/serviceaccounts`, JSON.stringify(manifest));
    }
  });
}

function configMapWrites({ server, seconds }: Fixture): Row[] {
  let created = 0;
  const create = (clients: number) =>
    measure(server, {
      clients,
      seconds,
      next: () => ({ method: 'POST', path: configMaps, body: configMap(`created-${created++}`) }),
    });
  const update = async (request: (name: string, revision: string) => { method: string; body: string; contentType?: string }) => {
    await fill(server, 'updated');
    return measure(server, {
      clients: 16,
      seconds,
      // Every client has objects of its own.
      next: (index, client) => {
        const name = `updated-${client * (objects / 16) + (index % (objects / 16))}`;
        return { path: `${configMaps}/${name}`, ...request(name, String(index)) };
      },
    });
  };
  return [
    { name: 'create ConfigMap of 1 KiB, 1 writer', yardstick: kubeApiserver.create1, run: () => create(1) },
    { name: 'create ConfigMap of 1 KiB, 16 writers', yardstick: kubeApiserver.create16, run: () => create(16) },
    { name: 'create ConfigMap of 1 KiB, 64 writers', yardstick: kubeApiserver.create64, run: () => create(64) },
    {
      name: 'PUT, 16 writers',
      yardstick: kubeApiserver.put,
      run: () => update((name, index) => ({ method: 'PUT', body: configMap(name, { index }) })),
    },
    {
      name: 'merge PATCH, 16 writers',
      yardstick: kubeApiserver.patch,
      run: () => update((_name, index) => ({ ...mergePatch, body: JSON.stringify({ data: { index } }) })),
    },
  ];
}

const objects = 2_000;
const mergePatch = { method: 'PATCH', contentType: 'application/merge-patch+json' };

function reads({ server, seconds }: Fixture): Row[] {
  const get = (path: string, clients: number) => async () => {
    await fill(server, 'listed', 'bench-listed');
    return measure(server, { clients, seconds, next: () => ({ method: 'GET', path }) });
  };
  const listed = collection('configmaps', 'bench-listed');
  return [
    { name: 'get one, 32 readers', yardstick: kubeApiserver.get, run: get(`${listed}/listed-7`, 32) },
    { name: 'list 2,000 ConfigMaps', yardstick: kubeApiserver.listConfigMaps, run: get(listed, 1) },
    {
      name: 'list 2,000 ConfigMaps, resourceVersion=0',
      yardstick: kubeApiserver.listConfigMapsCached,
      run: get(`${listed}?resourceVersion=0`, 1),
    },
  ];
}

function podChurn({ server, seconds }: Fixture): Row[] {
  let created = 0;
  const create = (load: Pick<Load, 'clients' | 'seconds'>, limit = Number.POSITIVE_INFINITY) =>
    once(server, async (connection) => {
      const pod = await podsOf(3_400, connection);
      return measure(server, {
        ...load,
        next: () => (created < limit ? { method: 'POST', path: pods, body: pod(created++).body } : undefined),
      });
    });
  const remove = async () => {
    await create({ clients: 64, seconds: 60 }, Math.max(created, objects));
    const { name } = await once(server, (connection) => podsOf(0, connection)).then((pod) => ({
      name: (index: number) => pod(index).name,
    }));
    let deleted = 0;
    const measured = await measure(server, {
      clients: 16,
      seconds,
      next: () => (deleted < created ? { method: 'DELETE', path: `${pods}/${name(deleted++)}` } : undefined),
    });
    await once(server, (connection) => connection.send({ method: 'DELETE', path: pods }));
    return measured;
  };
  return [
    {
      name: 'create Pod of 3.4 kB, 16 writers',
      yardstick: kubeApiserver.createPod,
      run: () => create({ clients: 16, seconds }),
    },
    { name: 'delete Pod, 16 writers', yardstick: kubeApiserver.deletePod, run: remove },
  ];
}

/** Sixteen writers of one object. */
function contention({ server, seconds }: Fixture): Row[] {
  const path = `${configMaps}/contended`;
  const contended = async (next: Load['next'], succeeded: Load['succeeded']) => {
    await once(server, (connection) => connection.send({ method: 'POST', path: configMaps, body: configMap('contended') }));
    return measure(server, { clients: 16, seconds, next, ...(succeeded && { succeeded }) });
  };
  const unlessConflict: Load['succeeded'] = (answer) => answer.status !== 409 && isSuccess(answer);
  const getAndPut = (index: number) => async (connection: Connection) => {
    const answer = await connection.send({ method: 'GET', path });
    isSuccess(answer);
    const object = JSON.parse(answer.body.toString());
    object.data.index = String(index);
    return connection.send({ method: 'PUT', path, body: JSON.stringify(object) });
  };
  return [
    {
      name: 'one object: get and PUT, 16 writers',
      yardstick: kubeApiserver.contendedPut,
      run: () => contended(getAndPut, unlessConflict),
    },
    {
      name: 'one object: merge PATCH, 16 writers',
      yardstick: kubeApiserver.contendedPatch,
      run: () =>
        contended(
          (index) => ({ ...mergePatch, path, body: JSON.stringify({ data: { index: String(index) } }) }),
          unlessConflict,
        ),
    },
  ];
}

function watchRow({ server, seconds }: Fixture): Row {
  return {
    name: 'watch: events to 200 watchers, 16 writers',
    yardstick: kubeApiserver.watch,
    run: async () => {
      await ensureNamespace(server, 'bench-watched');
      return measureWatch(server, { namespace: 'bench-watched', watchers: 200, writers: 16, writes: 500 * seconds });
    },
  };
}

function removals({ server }: Fixture): Row[] {
  const deleteAll = async () => {
    await fill(server, 'deleted');
    let deleted = 0;
    return measure(server, {
      clients: 16,
      seconds: 60,
      next: () =>
        deleted < objects ? { method: 'DELETE', path: `${configMaps}/deleted-${deleted++}` } : undefined,
    });
  };
  /** One request; what counts is the objects. */
  const deleteCollection = async () => {
    await fill(server, 'collected', 'bench-collected');
    const path = collection('configmaps', 'bench-collected');
    const one = await measure(server, {
      clients: 1,
      seconds: 60,
      next: (index) => (index === 0 ? { method: 'DELETE', path } : undefined),
    });
    return { ...one, operations: objects, perSecond: one.perSecond * objects, cpuMs: one.cpuMs / objects };
  };
  return [
    { name: 'delete ConfigMap, 16 writers', yardstick: kubeApiserver.delete, run: deleteAll },
    { name: 'deletecollection of 2,000 (p50: all of it)', yardstick: kubeApiserver.deleteCollection, run: deleteCollection },
  ];
}

const manyPods = 5_000;

function podLists({ server, seconds }: Fixture): Row[] {
  let filled: Promise<unknown> | undefined;
  const fillPods = async () => {
    await ensureNamespace(server, 'bench-pods');
    await once(server, async (connection) => {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
      await post(connection, '/api/v1/namespaces/bench-pods/serviceaccounts', JSON.stringify(account));
      const pod = await podsOf(7_000, connection);
      const path = collection('pods', 'bench-pods');
      await measure(server, {
        clients: 64,
        seconds: 60,
        next: (index) => (index < manyPods ? { method: 'POST', path, body: pod(index).body } : undefined),
      });
    });
  };
  const get = (query: string, clients: number) => async () => {
    filled ??= fillPods();
    await filled;
    const path = `${collection('pods', 'bench-pods')}${query}`;
    return measure(server, { clients, seconds, next: () => ({ method: 'GET', path }) });
  };
  return [
    { name: 'list 5,000 Pods of 7 kB', yardstick: kubeApiserver.listPods, run: get('', 1) },
    {
      name: 'list 5,000 Pods, resourceVersion=0, 4 readers',
      yardstick: kubeApiserver.listPodsCached,
      run: get('?resourceVersion=0', 4),
    },
    {
      name: `list ${manyPods / shards} of 5,000 Pods by label, 16 readers`,
      yardstick: kubeApiserver.listByLabel,
      run: get('?labelSelector=shard%3D7', 16),
    },
  ];
}
