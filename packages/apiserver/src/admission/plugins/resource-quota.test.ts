import type { KubernetesObject, ResourceQuota, Status } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../authentication/user.js';
import { type RunningApiserver, startApiserver } from '../../server/start-apiserver.js';
import type { AdmissionPlugin } from '../admission-plugin.js';

const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const namespace = '/api/v1/namespaces/default';

let api: RunningApiserver;
/** Runs while a ConfigMap is charged and not yet written. */
let meanwhile: () => Promise<void> = async () => {};

beforeEach(async () => {
  meanwhile = async () => {};
  const rules = [{ operations: ['CREATE'], resources: ['configmaps'] }] as const;
  const last: AdmissionPlugin = {
    name: 'Last',
    validating: {
      rules,
      admit: async ({ name }) => {
        await meanwhile();
        if (name.startsWith('refused')) throw new TypeError('refused');
        return undefined;
      },
    },
  };
  api = await startApiserver({ admission: [last] });
});
afterEach(() => api.close());

/** A quota that somebody has counted already, as its controller does. */
async function quota(name: string, hard: Record<string, string>): Promise<void> {
  await create(name, hard);
  await count(name, hard);
}

async function create(name: string, hard: Record<string, string>): Promise<void> {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard } };
  await call('POST', `${namespace}/resourcequotas`, quota);
}

async function count(name: string, hard: Record<string, string>): Promise<void> {
  const used = Object.fromEntries(Object.keys(hard).map((key) => [key, '0']));
  await call('PATCH', `${namespace}/resourcequotas/${name}/status`, { status: { hard, used } });
}

const usedOf = async (name: string) =>
  ((await call('GET', `${namespace}/resourcequotas/${name}`)) as ResourceQuota).status?.used;

const createConfigMap = (name: string, query = '') =>
  call('POST', `${namespace}/configmaps${query}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

describe('a quota', () => {
  it('lets no more pass than it has room for, however many come at a time', async () => {
    await quota('ten', { configmaps: '10' });
    await quota('twenty', { 'count/configmaps': '20' });
    const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
    const answers = await Promise.all(names.map((name) => createConfigMap(name)));
    expect(answers.filter(({ kind }) => kind === 'ConfigMap')).toHaveLength(10);
    const refused = answers.filter(({ kind }) => kind === 'Status') as unknown as Status[];
    expect(refused).toHaveLength(40);
    for (const { code, message } of refused) {
      expect([code, message?.replace(/"c\d+"/, '"c"')]).toEqual([
        403,
        'configmaps "c" is forbidden: exceeded quota: ten, requested: configmaps=1, used: configmaps=10, limited: configmaps=10',
      ]);
    }
    expect(await usedOf('ten')).toEqual({ configmaps: '10' });
    expect(await usedOf('twenty')).toEqual({ 'count/configmaps': '10' });
  });

  it('binds from its creation on, although its count comes later', async () => {
    await create('one', { configmaps: '1' });
    const writes = Promise.all(['a', 'b', 'c'].map((name) => createConfigMap(name)));
    await count('one', { configmaps: '1' });
    expect((await writes).map(({ kind }) => kind).sort()).toEqual(['ConfigMap', 'Status', 'Status']);
  });

  it.each([
    ['is refused by a plugin after it', () => createConfigMap('refused'), '1'],
    ['has a name that is taken', () => createConfigMap('there'), '1'],
    ['is a dry run', () => createConfigMap('new', '?dryRun=All'), '1'],
    ['is written', () => createConfigMap('new'), '2'],
  ])('counts right what %s', async (_case, write, expected) => {
    await quota('q', { configmaps: '10' });
    await createConfigMap('there');
    await write();
    expect(await usedOf('q')).toEqual({ configmaps: expected });
  });

  it('is not counted anew while something is charged and not yet written', async () => {
    await quota('q', { configmaps: '10' });
    const recount = () =>
      call('PATCH', `${namespace}/resourcequotas/q/status`, { status: { used: { configmaps: '0' } } });
    let answer: unknown;
    meanwhile = async () => {
      answer = await recount();
    };
    await createConfigMap('new');
    expect(answer).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(await usedOf('q')).toEqual({ configmaps: '1' });
    expect(await recount()).toMatchObject({ status: { used: { configmaps: '0' } } });
  });

  it('is told of a Service that becomes more', async () => {
    await quota('q', { 'services.nodeports': '1' });
    const spec = { ports: [{ port: 80 }] };
    await call('POST', `${namespace}/services`, { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });
    const patch = (type: string) => call('PATCH', `${namespace}/services/s`, { spec: { type } });
    expect(await patch('NodePort')).toMatchObject({ kind: 'Service' });
    expect(await usedOf('q')).toEqual({ 'services.nodeports': '1' });
  });
});

async function call(method: string, url: string, body?: object): Promise<KubernetesObject> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type } };
  const response = await api.request({ method, url, user: admin, ...content });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString()) as KubernetesObject;
}
