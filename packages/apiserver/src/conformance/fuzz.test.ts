import { formatApiVersion, type KubernetesObject, seededRandom } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInResources } from '../resources/index.js';
import { samples } from '../resources/samples.js';
import { isUnclassified, startTestServer, type TestRequest, type TestServer } from './test-server.js';

/** Garbage must be answered as what it is: by a Status of the 400s, never by a fault, and never by a crash. */
const rounds = Number(process.env.SAMPAN_FUZZ_ROUNDS ?? 3000);
const seed = Number(process.env.SAMPAN_FUZZ_SEED ?? 20260101);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

describe(`garbage, seed ${seed}`, () => {
  it('never causes a fault', async () => {
    const random = seededRandom(seed);
    const { pick, chance, below } = random;
    for (let round = 0; round < rounds; round++) {
      const { method, url, request } = garbageRequest();
      const answer = await server.send(method, url, request);
      const told = `${method} ${url} ${JSON.stringify(request)?.slice(0, 2000)}\n${answer.text.slice(0, 500)}`;
      expect(server.faults, told).toEqual([]);
      // A version that is still to come is answered by "try again", a node that nobody runs by "bad gateway".
      if (answer.status === 504 || answer.status === 502 || isUnclassified(answer)) continue;
      expect(answer.status, told).toBeLessThan(500);
    }

    function garbageRequest(): { method: string; url: string; request: TestRequest } {
      const resource = pick(builtInResources);
      const sample = samples[`${formatApiVersion(resource)}/${resource.kind}`] ?? {
        apiVersion: 'v1',
        kind: 'X',
        metadata: {},
      };
      const method = pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']);
      const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
      const scope =
        chance(0.8) === resource.namespaced ? `/namespaces/${pick(['default', 'nowhere', garbageText()])}` : '';
      const name = chance(0.6) ? `/${pick(['sample', 'default', garbageText()])}` : '';
      const subresources = [...Object.keys(resource.subresources), 'nothing', garbageText()];
      const subresource = name !== '' && chance(0.3) ? `/${pick(subresources)}` : '';
      const url = chance(0.05)
        ? `/${garbageText()}`
        : `${root}${scope}/${resource.plural}${name}${subresource}${garbageQuery()}`;
      const contentType = pick([
        'application/json',
        'application/yaml',
        'application/json-patch+json',
        'application/merge-patch+json',
        'application/strategic-merge-patch+json',
        'application/apply-patch+yaml',
        'application/vnd.kubernetes.protobuf',
        garbageText(),
      ]);
      const accept = pick([
        '*/*',
        'application/json',
        'application/yaml',
        'application/json;as=Table;v=v1;g=meta.k8s.io',
        garbageText(),
      ]);
      const body = method === 'GET' || method === 'HEAD' ? undefined : garbageBody(sample, contentType);
      return { method, url, request: { contentType, headers: { accept }, ...(body === undefined ? {} : { body }) } };
    }

    function garbageQuery(): string {
      if (chance(0.4)) return '';
      const parameters = [
        'labelSelector',
        'fieldSelector',
        'limit',
        'continue',
        'resourceVersion',
        'resourceVersionMatch',
        'dryRun',
        'fieldManager',
        'fieldValidation',
        'force',
        'gracePeriodSeconds',
        'propagationPolicy',
        'orphanDependents',
        'pretty',
        'includeObject',
        'timeoutSeconds',
      ];
      const values = [
        '',
        '0',
        '1',
        '-1',
        'true',
        'All',
        'Strict',
        'a=b',
        'a in (b',
        'metadata.name=sample',
        '!x',
        '18446744073709551616',
      ];
      const query = new URLSearchParams();
      for (let count = below(4); count >= 0; count--) {
        query.append(chance(0.95) ? pick(parameters) : garbageText(), chance(0.8) ? pick(values) : garbageText());
      }
      return `?${query}`;
    }

    function garbageBody(sample: KubernetesObject, contentType: string): unknown {
      if (contentType === 'application/vnd.kubernetes.protobuf' && chance(0.7)) {
        return Buffer.concat([Buffer.from('k8s\0'), Buffer.from(Array.from({ length: below(60) }, () => below(256)))]);
      }
      if (chance(0.1)) return garbageText();
      if (contentType === 'application/json-patch+json' && chance(0.9)) {
        return Array.from({ length: below(4) }, () => ({
          op: pick(['add', 'remove', 'replace', 'move', 'copy', 'test', garbageText()]),
          path: chance(0.1)
            ? garbageValue(2)
            : pick(['/metadata/labels/a', '/spec', '/spec/replicas', '', '/', '/metadata/name', garbageText()]),
          ...(chance(0.5) ? { value: garbageValue(3) } : {}),
          ...(chance(0.3) ? { from: pick(['/metadata', '/spec', garbageText()]) } : {}),
        }));
      }
      const text = JSON.stringify(mutate(structuredClone(sample), 0));
      return chance(0.1) ? text.slice(0, below(text.length)) : text;
    }

    /** The sample with some of its values exchanged for others. */
    function mutate(value: unknown, depth: number): unknown {
      if (depth > 0 && chance(0.06)) return garbageValue(3);
      if (Array.isArray(value)) return value.map((item) => mutate(item, depth + 1));
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([key, entry]): [string, unknown] => {
        return [chance(0.02) ? garbageText() : key, mutate(entry, depth + 1)];
      });
      if (chance(0.05)) entries.push([pick(['__proto__', 'constructor', '$patch', garbageText()]), garbageValue(2)]);
      return Object.fromEntries(entries);
    }

    function garbageValue(depth: number): unknown {
      const kind = below(depth > 0 ? 9 : 7);
      if (kind === 0) return null;
      if (kind === 1) return pick([0, -1, 1.5, 1e300, 2 ** 31, 2 ** 53, -(2 ** 63)]);
      if (kind === 2) return chance(0.5);
      if (kind < 7)
        return pick(['', 'a', '100%', '1Gi', '2026-01-01T00:00:00Z', '$patch', 'x'.repeat(300), garbageText()]);
      if (kind === 7) return Array.from({ length: below(4) }, () => garbageValue(depth - 1));
      return Object.fromEntries(
        Array.from({ length: below(4) }, () => [
          pick(['a', 'name', '$patch', '__proto__', garbageText()]),
          garbageValue(depth - 1),
        ]),
      );
    }

    function garbageText(): string {
      const characters = [...'abcZ019-._/%{}[]":,\\ \n\t\0=!()\u00e9\u4e2d\ud83d\ude00'];
      return Array.from({ length: below(12) }, () => pick(characters)).join('');
    }
  });

  it('is refused when it is too deep, too strange or too much', async () => {
    const post = (body: string) => server.send('POST', '/api/v1/namespaces/default/configmaps', { body });
    expect((await post('['.repeat(100_000))).status).toBe(400);
    expect((await post(`{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`)).status).toBe(400);
    const proto = await post(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"__proto__":"x"}}',
    );
    expect(proto.status, proto.text).toBe(201);
    expect(proto.text).toContain('"__proto__":"x"');
    const data = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key-${index}`, 'value']));
    const large = await post(
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' }, data }),
    );
    expect(large.status).toBe(201);
    const twice = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice","name":"again"}}';
    const strict = await server.send('POST', '/api/v1/namespaces/default/configmaps?fieldValidation=Strict', {
      body: twice,
    });
    expect(strict.failure().message).toContain('strict decoding error: duplicate field "metadata.name"');
    expect(server.faults).toEqual([]);
  });
});
