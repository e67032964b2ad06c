import type { KubernetesObject, Table } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.js';

const configMaps = '/api/v1/namespaces/default/configmaps';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const yaml = 'application/yaml';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['a', 'b']) await server.send('POST', configMaps, { body: { metadata: { name } } });
});

afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

describe('items of lists', () => {
  it.each(['', '?limit=1', '?pretty=true'])('do not repeat the kind that the list says%s', async (query) => {
    const list = (await server.send('GET', configMaps + query)).json<{ kind: string; items: KubernetesObject[] }>();
    expect(list.kind).toBe('ConfigMapList');
    expect(list.items.map(({ kind, apiVersion }) => kind ?? apiVersion)).toEqual(list.items.map(() => undefined));
    expect(list.items[0]?.metadata.name).toBe('a');
  });

  it('do not in YAML either', async () => {
    const { text } = await server.send('GET', configMaps, { headers: { accept: yaml } });
    expect(text.match(/kind:/g)).toEqual(['kind:']);
  });

  it('have their length told', async () => {
    const head = await server.send('HEAD', configMaps);
    const { text } = await server.send('GET', configMaps);
    expect(head.headers['content-length'] ?? String(text.length)).toBe(String(text.length));
  });
});

describe('a watch of tables', () => {
  async function columnsOf(url: string, count: number) {
    const { body } = await server.server.request({
      method: 'GET',
      url,
      user: { name: 'admin', groups: ['system:masters'] },
      headers: { accept: table },
    });
    let text = '';
    for await (const chunk of body) {
      text += Buffer.from(chunk).toString();
      if (text.split('\n').length > count) break;
    }
    const tables = text
      .split('\n')
      .slice(0, count)
      .map((line) => (JSON.parse(line) as { object: Table }).object);
    return tables.map(({ columnDefinitions }) => (columnDefinitions ?? []).map(({ name }) => name));
  }

  it('describes the columns with its first event alone', async () => {
    expect(await columnsOf(`${configMaps}?watch=true`, 2)).toEqual([['Name', 'Data', 'Age'], []]);
  });

  it('describes them with the first event after a revision as well', async () => {
    const revision = (await server.send('GET', `${configMaps}/a`)).json().metadata.resourceVersion;
    await server.send('POST', configMaps, { body: { metadata: { name: 'c' } } });
    const url = `${configMaps}?watch=true&resourceVersion=${revision}`;
    expect(await columnsOf(url, 2)).toEqual([['Name', 'Data', 'Age'], []]);
  });
});
