import { formatApiVersion, seededRandom } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxBodyBytes } from '../http/http-server.js';
import { builtInResources } from '../resources/index.js';
import { samples } from '../resources/samples.js';
import { type HostileBody, hostileBodies } from './hostile-bodies.js';
import { isUnclassified, startTestServer, type TestServer } from './test-server.js';

/**
 * Bodies that want more than they weigh: no fault, no crash, and no answer that is much larger than they are. With
 * `SAMPAN_FUZZ_MINUTES` they get as large as a body may be, for so long, and what held the event loop is told.
 */
const minutes = Number(process.env.SAMPAN_FUZZ_MINUTES ?? 0);
const seed = Number(process.env.SAMPAN_FUZZ_SEED ?? 20260101);
const rounds = 300;
const size = minutes > 0 ? 3_000_000 : 30_000;
const maxAnswer = 8 * 1024 * 1024;

const stored = builtInResources.filter(
  (resource) => samples[`${formatApiVersion(resource)}/${resource.kind}`] !== undefined,
);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await server.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: account });
  for (const resource of stored)
    await send('POST', collectionOf(resource), JSON.stringify(sampleOf(resource)), 'application/json');
});

afterAll(() => server.close());

function collectionOf({ group, version, namespaced, plural }: (typeof stored)[number]): string {
  return `${group === '' ? '/api' : `/apis/${group}`}/${version}${namespaced ? '/namespaces/default' : ''}/${plural}`;
}

function sampleOf(resource: (typeof stored)[number]) {
  return samples[`${formatApiVersion(resource)}/${resource.kind}`] as (typeof samples)[string];
}

function send(method: string, url: string, body: string | Buffer, contentType: string) {
  return server.send(method, url, { contentType, body });
}

describe(`hostile bodies, seed ${seed}`, () => {
  it(
    'cost no more than others',
    async () => {
      const random = seededRandom(seed);
      const hostile = hostileBodies(random, size);
      const stalls = new Stalls();
      const end = Date.now() + minutes * 60_000;
      for (let round = 0; minutes > 0 ? Date.now() < end : round < rounds; round++) {
        const resource = random.pick(stored);
        const made = hostile(sampleOf(resource));
        if (made.body.length > maxBodyBytes) continue;
        const { method, url } = requestFor(made, resource, round);
        const answer = await stalls.during(`${round} ${method} ${url} ${made.contentType} ${made.body.length}`, () => {
          return send(method, url, made.body, made.contentType);
        });
        const told = `round ${round}: ${method} ${url} ${made.contentType}\n${made.body.toString().slice(0, 1000)}\n${answer.text.slice(0, 500)}`;
        expect(server.faults, told).toEqual([]);
        if (!isUnclassified(answer)) expect(answer.status, told).toBeLessThan(500);
        expect(answer.text.length, told).toBeLessThan(maxAnswer);
      }
      if (minutes > 0) console.log(stalls.report());
      expect((await server.send('GET', '/readyz')).status).toBe(200);
    },
    (minutes + 5) * 60_000,
  );

  function requestFor({ contentType }: HostileBody, resource: (typeof stored)[number], round: number) {
    const collection = collectionOf(resource);
    const object = `${collection}/${sampleOf(resource).metadata.name}`;
    if (contentType.includes('apply-patch')) return { method: 'PATCH', url: `${object}?fieldManager=fuzz&force=true` };
    if (contentType.includes('patch')) return { method: 'PATCH', url: object };
    return round % 2 === 0 ? { method: 'POST', url: collection } : { method: 'PUT', url: object };
  }
});

describe('what says too little', () => {
  it.each(stored.map((resource) => [`${formatApiVersion(resource)} ${resource.plural}`, resource] as const))(
    'is told so: %s',
    async (_, resource) => {
      for (const body of [{ metadata: { name: 'nothing' } }, { metadata: { name: 'nothing' }, spec: {} }]) {
        const url = `${collectionOf(resource)}?dryRun=All`;
        const answer = await send('POST', url, JSON.stringify(body), 'application/json');
        expect(server.faults.splice(0), answer.text).toEqual([]);
        if (!isUnclassified(answer)) expect(answer.status, answer.text).toBeLessThan(500);
      }
    },
  );
});

describe('what is too much', () => {
  const configMaps = '/api/v1/namespaces/default/configmaps';
  const configMap = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'much' }, data });

  it('is refused as etcd would refuse it when it is stored', async () => {
    const answer = await server.send('POST', configMaps, { body: configMap({ a: '\u0001'.repeat(300_000) }) });
    expect(answer.failure()).toMatchObject({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: etcdserver: request is too large',
    });
  });

  it('is refused when it has too many values, also where a patch makes them', async () => {
    const values = new Array<number>(100_001).fill(0);
    const created = await server.send('POST', configMaps, { body: configMap(values) });
    expect(created.failure().message).toBe('Request entity too large: limit is 100000 values');
    const copies = Array.from({ length: 9 }, (_, index) => ({ op: 'copy', from: '/x', path: `/y${index}` }));
    const patched = await server.send('PATCH', `${configMaps}/sample`, {
      contentType: 'application/json-patch+json',
      body: [{ op: 'add', path: '/x', value: new Array<number>(15_000).fill(0) }, ...copies],
    });
    expect(patched.failure().message).toBe('Request entity too large: limit is 100000 values');
  });

  it('is not repeated in every message about it', async () => {
    const storageClasses = '/apis/storage.k8s.io/v1/storageclasses';
    const metadata = { name: 'a', labels: { ['k'.repeat(300_000)]: '' } };
    const bodies = [
      { provisioner: '\u0001'.repeat(400_000), metadata: { name: 'a' } },
      { provisioner: 'a'.repeat(2_900_000), metadata: { name: 'a' } },
      { provisioner: 'a', metadata },
      { provisioner: 'a', metadata: { name: '%'.repeat(1_000_000) } },
    ];
    for (const body of bodies) {
      const answer = await server.send('POST', storageClasses, { body: { ...body, reclaimPolicy: 'x' } });
      expect(answer.status).toBe(422);
      expect(answer.text.length).toBeLessThan(4_000_000);
    }
  });

  it('does not make an answer of a thousand pages', async () => {
    const containers = (value: string) => [
      { name: 'a', image: 'hello', env: Array.from({ length: 6000 }, (_, index) => ({ name: `E${index}`, value })) },
    ];
    const pod = (value: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'much', labels: { app: 'much' } },
      spec: { containers: containers(value) },
    });
    // A namespace where no hostile LimitRange has been left.
    await server.send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'much' } } });
    const account = { metadata: { name: 'default' } };
    await server.send('POST', '/api/v1/namespaces/much/serviceaccounts', { body: account });
    const pods = '/api/v1/namespaces/much/pods';
    const created = await server.send('POST', pods, { body: pod('x') });
    expect(created.status, created.text.slice(0, 500)).toBe(201);
    const answer = await server.send('PUT', `${pods}/much`, { body: pod('y') });
    expect(answer.status).toBe(422);
    expect(answer.text.length).toBeLessThan(200_000);
  });
});

/** What held the event loop, and for how long. */
class Stalls {
  readonly #worst: { milliseconds: number; what: string }[] = [];

  async during<T>(what: string, act: () => Promise<T>): Promise<T> {
    let last = performance.now();
    let longest = 0;
    let running = true;
    const tick = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (running) setImmediate(tick);
    };
    tick();
    try {
      return await act();
    } finally {
      tick();
      running = false;
      this.#worst.push({ milliseconds: Math.round(longest), what });
      this.#worst.sort((a, b) => b.milliseconds - a.milliseconds).splice(10);
    }
  }

  report(): string {
    return [
      'the event loop was held longest by:',
      ...this.#worst.map(({ milliseconds, what }) => `${milliseconds} ms  ${what}`),
    ].join('\n');
  }
}
