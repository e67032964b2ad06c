import { seededRandom, TestClock } from '@sampan/api';
import { formatYaml } from '@sampan/api/yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, startTestServer, type TestRequest, type TestServer } from './test-server.js';

/** What is large is worked on in steps that are each soon done: others have their turns in between. */

const configMaps = '/api/v1/namespaces/default/configmaps';
const applyPatch = 'application/apply-patch+yaml';

let server: TestServer;

beforeAll(async () => {
  // Ages are the same in every answer.
  server = await startTestServer({ clock: new TestClock() });
});

afterAll(() => server.close());

/** An answer, and how many turns of the event loop everybody else had meanwhile. */
async function turnsDuring(request: Promise<Answer>): Promise<{ answer: Answer; turns: number }> {
  let turns = 0;
  let running = true;
  const tick = () => {
    turns++;
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  const answer = await request;
  running = false;
  return { answer, turns };
}

/** Many small entries, in no order. */
function entries(prefix: string, value: string): Record<string, string> {
  const random = seededRandom(7);
  const keys = Array.from({ length: 24_000 }, (_, index) => ({ key: `${prefix}${index}`, place: random.below(1e9) }));
  return Object.fromEntries(keys.sort((a, b) => a.place - b.place).map(({ key }) => [key, value]));
}

function configMap(data: object) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' }, data };
}

const one = `${configMaps}/large`;
const apply = `${one}?fieldManager=somebody&force=true`;
const writes: [name: string, turns: number, method: string, url: string, request: TestRequest][] = [
  ['created', 6, 'POST', configMaps, { body: configMap(entries('a', '1')) }],
  ['replaced by another', 9, 'PUT', one, { body: configMap(entries('b', '1')) }],
  ['replaced with other values', 9, 'PUT', one, { body: configMap(entries('b', '2')) }],
  ['applied', 12, 'PATCH', apply, { contentType: applyPatch, body: configMap(entries('b', '3')) }],
  ['applied without what it had', 20, 'PATCH', apply, { contentType: applyPatch, body: configMap(entries('c', '3')) }],
  [
    'merged',
    9,
    'PATCH',
    one,
    { contentType: 'application/merge-patch+json', body: { data: { ...entries('c', '4'), d: '1' } } },
  ],
  [
    'merged strategically',
    9,
    'PATCH',
    one,
    { contentType: 'application/strategic-merge-patch+json', body: { data: entries('c', '5') } },
  ],
  ['patched a little', 9, 'PATCH', one, { contentType: 'application/merge-patch+json', body: { data: { e: '1' } } }],
];

describe('an object of 24,000 entries', () => {
  it.each(writes)('leaves turns to others while it is %s', async (_name, least, method, url, request) => {
    const { answer, turns } = await turnsDuring(server.send(method, url, request));
    expect(answer.status, answer.text.slice(0, 500)).toBeLessThan(300);
    expect(turns).toBeGreaterThanOrEqual(least);
  });

  it('leaves turns to others while it is read as YAML', async () => {
    const { answer, turns } = await turnsDuring(server.send('GET', one, { headers: { accept: 'application/yaml' } }));
    const asJson = await server.send('GET', one);
    expect(answer.text).toBe(formatYaml(asJson.json()));
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});

describe('a list of thousands', () => {
  const url = '/api/v1/namespaces/many/configmaps';
  const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';
  const texts = [
    '',
    ' x',
    'a\n\n b\n',
    '\n\n',
    'x\n\n\n',
    '- a: b',
    '#',
    `${'word '.repeat(40)}\n  more\n`,
    '"',
    '\t',
    'é\u0001',
  ];
  const indent = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

  beforeAll(async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'many' } };
    await server.send('POST', '/api/v1/namespaces', { body: namespace });
    const data = Object.fromEntries(texts.map((text, index) => [`key${index}`, text]));
    for (let index = 0; index < 3000; index++) {
      const metadata = { name: `c${index}`, annotations: { text: texts[index % texts.length] } };
      const created = await server.send('POST', url, { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } });
      expect(created.status).toBe(201);
    }
  });

  it.each([
    ['YAML', 'application/yaml', '', 'application/json', formatYaml],
    ['indented JSON', 'application/json', '?pretty=true', 'application/json', indent],
    ['a table', table, '', table, (value: unknown) => `${JSON.stringify(value)}\n`],
    ['an indented table', table, '?pretty=true', table, indent],
    ['a table in YAML', table.replace('json', 'yaml'), '', table, formatYaml],
  ])('leaves turns to others while it is written as %s', async (_name, accept, query, plain, write) => {
    const send = (of: string, path: string) => server.send('GET', path, { headers: { accept: of } });
    for (const selector of ['', 'metadata.name=c2', 'metadata.name=none']) {
      const address = `${url}${query}${query === '' ? '?' : '&'}fieldSelector=${selector}`;
      const { answer, turns } = await turnsDuring(send(accept, address));
      expect(answer.text).toBe(write((await send(plain, `${url}?fieldSelector=${selector}`)).json()));
      if (selector === '') expect(turns).toBeGreaterThanOrEqual(40);
    }
  });

  it('leaves turns to others while it is written as protobuf', async () => {
    const accept = 'application/vnd.kubernetes.protobuf';
    const { answer, turns } = await turnsDuring(server.send('GET', url, { headers: { accept } }));
    expect(answer.headers['content-type']).toBe(accept);
    expect(turns).toBeGreaterThanOrEqual(40);
  });
});
