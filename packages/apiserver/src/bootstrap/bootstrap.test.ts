import type { ClusterRole, ClusterRoleBinding } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApiserver, startApiserver } from '../server/start-apiserver.js';
import { bootstrap } from './bootstrap.js';

const options = { serviceCidr: '127.96.0.0/16', listens: { address: '127.0.0.1', port: 6443 } };

let api: RunningApiserver;

beforeAll(async () => {
  api = await startApiserver();
  await bootstrap(api.context, options);
});

afterAll(() => api.close());

describe('what every cluster has from the start', () => {
  it('is written once', async () => {
    const { revision } = api.context.store;
    await bootstrap(api.context, options);
    expect(api.context.store.revision).toBe(revision);
  });

  it.each(['default', 'kube-node-lease', 'kube-public', 'kube-system'])('has the namespace %s', (name) => {
    expect(objects().namespaces.get('', name)).toMatchObject({ status: { phase: 'Active' } });
  });

  it('has a Service that leads to the server', () => {
    expect(objects().services.get('default', 'kubernetes')).toMatchObject({ spec: { clusterIP: '127.96.0.1' } });
    expect(objects().endpoints.get('default', 'kubernetes')?.subsets).toEqual([
      { addresses: [{ ip: '127.0.0.1' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
    ]);
  });

  it('follows the server to another port', async () => {
    await bootstrap(api.context, { ...options, listens: { address: '127.0.0.1', port: 7443 } });
    expect(objects().endpoints.get('default', 'kubernetes')?.subsets?.[0]?.ports?.[0]?.port).toBe(7443);
    expect(objects().endpointSlices.get('default', 'kubernetes')).toMatchObject({
      ports: [{ port: 7443 }],
    });
    expect(objects().services.get('default', 'kubernetes')).toMatchObject({ spec: { ports: [{ targetPort: 7443 }] } });
  });

  it('gives every role that is bound', async () => {
    const bindings = await objects().clusterRoleBindings.list();
    const missing = bindings.filter(({ roleRef }) => objects().clusterRoles.get('', roleRef.name) === undefined);
    expect(missing).toEqual([]);
  });

  it('says nothing of subjects where a role is bound to nobody', () => {
    const binding = objects().clusterRoleBindings.get('', 'system:node');
    expect(binding?.roleRef.name).toBe('system:node');
    expect(binding).not.toHaveProperty('subjects');
  });

  it.each<[string, string[], string, string, string, boolean]>([
    ['system:kube-controller-manager', [], 'update', 'apps', 'deployments/status', true],
    ['system:kube-controller-manager', [], 'create', '', 'pods', true],
    ['system:kube-controller-manager', [], 'delete', 'example.com', 'widgets', true],
    ['system:kube-scheduler', [], 'create', '', 'pods/binding', true],
    ['system:kube-scheduler', [], 'create', '', 'pods', false],
    ['system:node:node-1', ['system:nodes'], 'patch', '', 'pods/status', true],
    ['system:node:node-1', ['system:nodes'], 'list', '', 'services', true],
    ['system:node:node-1', ['system:nodes'], 'list', 'discovery.k8s.io', 'endpointslices', false],
    ['system:node:node-1', ['system:nodes'], 'list', '', 'secrets', false],
    ['system:node:node-1', ['system:nodes'], 'delete', '', 'nodes', false],
    ['system:kube-proxy', [], 'list', 'discovery.k8s.io', 'endpointslices', true],
    ['system:kube-proxy', [], 'patch', '', 'services/status', true],
    ['system:kube-proxy', [], 'list', '', 'secrets', false],
    ['kube-apiserver-kubelet-client', [], 'get', '', 'nodes/proxy', true],
    ['kube-apiserver-kubelet-client', [], 'get', '', 'nodes/healthz', true],
    ['kube-apiserver-kubelet-client', [], 'get', '', 'secrets', false],
    ['alice', ['system:authenticated'], 'create', 'authorization.k8s.io', 'selfsubjectaccessreviews', true],
    ['alice', ['system:authenticated'], 'list', '', 'pods', false],
  ])('lets %s (%j) %s %s/%s: %s', (name, groups, verb, group, path, allowed) => {
    const [plural = '', subresource = ''] = path.split('/');
    const attributes = { verb, group, resource: plural, subresource, version: 'v1', resourceRequest: true };
    const decision = api.context.authorizer.authorize({
      user: { name, groups },
      ...attributes,
      namespace: 'default',
      name: 'x',
      path: '',
    });
    expect(decision.allowed).toBe(allowed);
  });

  it('lets everybody see the version, and those who are known discover the rest', () => {
    const may = (groups: string[], path: string) =>
      api.context.authorizer.authorize({
        user: { name: 'x', groups },
        verb: 'get',
        resourceRequest: false,
        path,
        ...{ group: '', version: '', resource: '', subresource: '', namespace: '', name: '' },
      }).allowed;
    expect(may(['system:unauthenticated'], '/version')).toBe(true);
    expect(may(['system:unauthenticated'], '/api')).toBe(false);
    expect(may(['system:authenticated'], '/openapi/v3/apis/apps/v1')).toBe(true);
  });

  it('takes from agents the roles that they held in earlier versions, and from nobody else', async () => {
    const apiGroup = 'rbac.authorization.k8s.io';
    const [nodes, others] = [
      { kind: 'Group', apiGroup, name: 'system:nodes' },
      { kind: 'Group', apiGroup, name: 'others' },
    ];
    for (const name of ['system:node', 'system:node-proxier']) {
      const key = { namespace: '', name };
      const withBoth = (binding: ClusterRoleBinding) => ({
        ...binding,
        subjects: [...(binding.subjects ?? []), nodes, others],
      });
      await objects().clusterRoleBindings.update(key, withBoth);
      await bootstrap(api.context, options);
      const { subjects = [] } = objects().clusterRoleBindings.get('', name) ?? {};
      expect(subjects).toContainEqual(others);
      expect(subjects).not.toContainEqual(nodes);
    }
  });

  it('completes roles that lost rules, and leaves those alone that are not to be updated', async () => {
    const key = (name: string) => ({ namespace: '', name });
    const wanted = objects().clusterRoles.get('', 'view')?.rules;
    const withoutRules = (object: ClusterRole): ClusterRole => ({ ...object, rules: [] });
    await objects().clusterRoles.update(key('view'), withoutRules);
    await objects().clusterRoles.update(key('edit'), (object) => ({
      ...withoutRules(object),
      metadata: { ...object.metadata, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' } },
    }));
    await bootstrap(api.context, options);
    expect(objects().clusterRoles.get('', 'view')?.rules).not.toHaveLength(0);
    expect(wanted).not.toHaveLength(0);
    expect(objects().clusterRoles.get('', 'edit')?.rules).toEqual([]);
  });
});

describe('servers behind APIServices', () => {
  it('read who may say who asks', async () => {
    await bootstrap(api.context, {
      ...options,
      ...{ clientCa: 'CA', requestHeaderCa: 'PEM', allowedNames: ['front-proxy-client'] },
    });
    const data = objects().configMaps.get('kube-system', 'extension-apiserver-authentication')?.data;
    expect(data).toEqual({
      'client-ca-file': 'CA',
      'requestheader-client-ca-file': 'PEM',
      'requestheader-allowed-names': '["front-proxy-client"]',
      'requestheader-username-headers': '["X-Remote-User"]',
      'requestheader-uid-headers': '["X-Remote-Uid"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    });
  });
});

function objects() {
  return api.context.objects;
}
