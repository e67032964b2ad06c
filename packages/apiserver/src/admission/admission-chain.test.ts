import type { ConfigMap, KubernetesObject } from '@sampan/api';
import { afterEach, describe, expect, it } from 'vitest';
import type { User } from '../authentication/user.js';
import { type RunningApiserver, startApiserver } from '../server/start-apiserver.js';
import type { AdmissionPlugin, AdmissionRequest, Settle } from './admission-plugin.js';
import { matchesRule } from './admission-rule.js';

const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const configMaps = '/api/v1/namespaces/default/configmaps';

let api: RunningApiserver | undefined;
afterEach(() => api?.close());

describe('a rule', () => {
  const configmaps = { group: '', plural: 'configmaps' };
  const roles = { group: 'rbac.authorization.k8s.io', plural: 'roles' };

  it.each([
    [{ operations: ['CREATE'], resources: ['configmaps'] }, 'CREATE', configmaps, '', true],
    [{ operations: ['CREATE'], resources: ['configmaps'] }, 'UPDATE', configmaps, '', false],
    [{ operations: ['CREATE'], resources: ['configmaps'] }, 'CREATE', roles, '', false],
    [{ operations: ['CREATE'], resources: ['roles'] }, 'CREATE', roles, '', false],
    [{ operations: ['CREATE'], resources: ['roles.rbac.authorization.k8s.io'] }, 'CREATE', roles, '', true],
    [{ operations: ['CREATE'], resources: ['*'] }, 'CREATE', roles, '', true],
    [{ operations: ['CREATE'], resources: ['*'] }, 'CREATE', roles, 'status', false],
    [{ operations: ['UPDATE'], resources: ['*'], subresources: ['status'] }, 'UPDATE', roles, 'status', true],
    [{ operations: ['UPDATE'], resources: ['*'], subresources: ['*'] }, 'UPDATE', roles, 'status', true],
    [{ operations: ['UPDATE'], resources: ['*'], subresources: ['*'] }, 'UPDATE', roles, '', false],
    [{ operations: ['UPDATE'], resources: ['*'], subresources: ['', '*'] }, 'UPDATE', roles, '', true],
  ] as const)('%j for %s of %j/%s: %s', (rule, operation, resource, subresource, expected) => {
    expect(matchesRule(rule, { operation, resource, subresource })).toBe(expected);
  });
});

describe('mutating admission', () => {
  it('sees a create before its name, its uid and its status are settled, and cannot settle them', async () => {
    let seen: KubernetesObject | undefined;
    await start(
      mutating(({ object }) => {
        seen = structuredClone(object) as KubernetesObject;
        Object.assign(object as object, { status: { phase: 'Running' } });
        Object.assign((object as KubernetesObject).metadata, { generation: 7, uid: 'mine', resourceVersion: '5' });
        return undefined;
      }, 'namespaces'),
    );
    const created = (await call('POST', '/api/v1/namespaces', {
      ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: 'a-' } },
    })) as KubernetesObject & { status: unknown };
    expect(seen?.metadata).toMatchObject({ generateName: 'a-' });
    expect(seen?.metadata).not.toHaveProperty('name');
    expect(seen?.metadata).not.toHaveProperty('uid');
    expect(created.metadata.name).toMatch(/^a-[a-z0-9]{5}$/);
    expect(created.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': created.metadata.name });
    expect(created.metadata).not.toHaveProperty('generation');
    expect(created.metadata.uid).not.toBe('mine');
    expect(created.status).toEqual({ phase: 'Active' });
  });

  it('cannot slip past the generation, nor set a status, in an update', async () => {
    await start(
      mutating(({ object, operation }) => {
        if (operation !== 'UPDATE') return undefined;
        const deployment = object as KubernetesObject & { spec: { paused?: boolean }; status?: unknown };
        deployment.spec.paused = true;
        deployment.status = { replicas: 9 };
        deployment.metadata.generation = 40;
        return undefined;
      }, 'deployments.apps'),
    );
    const url = '/apis/apps/v1/namespaces/default/deployments';
    const created = (await call('POST', url, deployment)) as KubernetesObject;
    const updated = await call('PUT', `${url}/web`, created);
    expect(updated).toMatchObject({ metadata: { generation: 2 }, spec: { paused: true }, status: {} });
    expect(updated).not.toHaveProperty('status.replicas');
  });

  it('may put another object in the place of the request’s: it gets its defaults, and plugins before see it too', async () => {
    const order: string[] = [];
    const first: AdmissionPlugin = {
      name: 'First',
      mutating: {
        rules: [{ operations: ['CREATE'], resources: ['deployments.apps'] }],
        admit: async ({ object, reinvocation }) => {
          order.push(`first ${reinvocation} ${JSON.stringify(object?.metadata.annotations ?? {})}`);
          return undefined;
        },
      },
    };
    const second = mutating(({ object, reinvocation }) => {
      order.push(`second ${reinvocation}`);
      if (reinvocation) return undefined;
      const { spec, ...rest } = structuredClone(object) as KubernetesObject & { spec: { replicas?: number } };
      const { replicas: _, ...kept } = spec;
      return { ...rest, spec: kept, metadata: { ...rest.metadata, annotations: { made: 'anew' } } } as KubernetesObject;
    }, 'deployments.apps');
    await start(first, second);
    const created = await call('POST', '/apis/apps/v1/namespaces/default/deployments', deployment);
    expect(created).toMatchObject({ metadata: { annotations: { made: 'anew' } }, spec: { replicas: 1 } });
    expect(order).toEqual(['first false {}', 'second false', 'first true {"made":"anew"}', 'second true']);
  });
});

describe('validating admission', () => {
  it('sees the object as it will be stored', async () => {
    const seen: AdmissionRequest[] = [];
    await start(validating((request) => void seen.push(request)));
    const created = (await call('POST', configMaps, {
      ...configMap('x'),
      metadata: { generateName: 'b-' },
    })) as ConfigMap;
    expect(seen[0]).toMatchObject({ operation: 'CREATE', name: created.metadata.name });
    expect(seen[0]?.object?.metadata.uid).toBe(created.metadata.uid);
  });

  it('is told how a DELETE is to be done', async () => {
    const seen: AdmissionRequest[] = [];
    await start(validating((request) => void (request.operation === 'DELETE' && seen.push(request))));
    await call('POST', configMaps, configMap('a'));
    await call('DELETE', `${configMaps}/a?propagationPolicy=Orphan`);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ name: 'a', options: { propagationPolicy: 'Orphan' } });
  });

  it('is told what a CONNECT asks for, and not of what is only read', async () => {
    const seen: AdmissionRequest[] = [];
    await start({
      name: 'Test',
      validating: {
        rules: [{ operations: ['CONNECT'], resources: ['pods'], subresources: ['*'] }],
        admit: (request) => void seen.push(request),
      },
    });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    await call('POST', '/api/v1/namespaces/default/serviceaccounts', account);
    await call('POST', '/api/v1/namespaces/default/pods', pod);
    await call('POST', '/api/v1/namespaces/default/pods/p/exec?command=ls&command=-l&stdin=true&container=c');
    await call('GET', '/api/v1/namespaces/default/pods/p/log', undefined, 'text');
    expect(seen.map(({ subresource, object }) => [subresource, object])).toEqual([
      [
        'exec',
        { apiVersion: 'v1', kind: 'PodExecOptions', metadata: {}, command: ['ls', '-l'], stdin: true, container: 'c' },
      ],
    ]);
  });

  describe('a plugin is told that nothing is written', () => {
    it.each<[string, () => Promise<unknown>, number]>([
      ['not when it is written', () => call('POST', configMaps, configMap('new')), 0],
      ['when it was a dry run', () => call('POST', `${configMaps}?dryRun=All`, configMap('new')), 1],
      ['when the name is taken', () => call('POST', configMaps, configMap('there')), 1],
      ['when nothing changes', () => call('PUT', `${configMaps}/there`, configMap('there')), 1],
      [
        'not when it is updated',
        () => call('PUT', `${configMaps}/there`, { ...configMap('there'), data: { a: 'b' } }),
        0,
      ],
      ['when a plugin after it rejects', () => call('POST', configMaps, configMap('rejected')), 1],
      ['not when it is deleted', () => call('DELETE', `${configMaps}/there`), 0],
      ['when its deletion is a dry run', () => call('DELETE', `${configMaps}/there?dryRun=All`), 1],
    ])('%s', async (_, write, expected) => {
      let unwritten = 0;
      const counting = validating(() => (written) => {
        if (!written) unwritten++;
      });
      const rejecting = validating(({ name }) => {
        if (name === 'rejected') throw new TypeError('a fault of the plugin');
        return undefined;
      });
      await start(counting, rejecting);
      await call('POST', configMaps, configMap('there'));
      unwritten = 0;
      await write();
      expect(unwritten).toBe(expected);
    });
  });
});

function mutating(
  admit: (request: AdmissionRequest) => KubernetesObject | undefined,
  resource: string,
): AdmissionPlugin {
  return { name: 'Test', mutating: { rules: [{ operations: ['CREATE', 'UPDATE'], resources: [resource] }], admit } };
}

function validating(admit: (request: AdmissionRequest) => Settle | undefined): AdmissionPlugin {
  const rules = [{ operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['configmaps'] }] as const;
  return { name: 'Test', validating: { rules, admit } };
}

function configMap(name: string): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
}

const pod = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } },
  spec: { containers: [{ name: 'c', image: 'hello' }] },
};

const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'hello' }] } },
  },
};

async function start(...admission: AdmissionPlugin[]): Promise<void> {
  api = await startApiserver({ admission });
}

async function call(method: string, url: string, body?: object, as: 'json' | 'text' = 'json'): Promise<unknown> {
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await (api as RunningApiserver).request({ method, url, user: admin, ...content });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return as === 'json' ? JSON.parse(text) : text;
}
