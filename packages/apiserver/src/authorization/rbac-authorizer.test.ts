import { type KubernetesObject, keyOf, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../authentication/user.js';
import { createStore } from '../store/create-store.js';
import { ExpiredRevisionError } from '../store/errors.js';
import { memoryBackend } from '../store/memory.js';
import type { Store, StoredObject, WatchRequest } from '../store/store.js';
import type { Attributes } from './authorizer.js';
import { createRbacAuthorizer, type RbacAuthorizer } from './rbac-authorizer.js';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const clusterRole = (name: string, ...rules: object[]) => ({
  apiVersion,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});
const role = (namespace: string, name: string, ...rules: object[]) => ({
  apiVersion,
  kind: 'Role',
  metadata: { name, namespace },
  rules,
});
const binding = (namespace: string, roleKind: string, roleName: string, ...subjects: object[]) => ({
  apiVersion,
  kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
  metadata: { name: `${roleName}-binding`, ...(namespace === '' ? {} : { namespace }) },
  roleRef: { kind: roleKind, name: roleName },
  subjects,
});

const alice: User = { name: 'alice', groups: ['developers', 'system:authenticated'] };
const robot: User = { name: 'system:serviceaccount:default:robot', groups: ['system:serviceaccounts'] };

function ask(user: User, request: Partial<Attributes>): Attributes {
  const attributes = {
    verb: 'get',
    resourceRequest: true,
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: '',
  };
  return { user, ...attributes, namespace: 'default', name: '', path: '', ...request };
}

let store: Store;
let authorizer: RbacAuthorizer;

beforeEach(async () => {
  store = await createStore({ backend: memoryBackend(), clock: new TestClock() });
  await put(
    clusterRole('reader', { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }),
    clusterRole('metrics', { nonResourceURLs: ['/metrics', '/debug/*'], verbs: ['get'] }),
    clusterRole('scaler', { apiGroups: ['*'], resources: ['*/scale'], verbs: ['update'] }),
    role('default', 'one-secret', { apiGroups: [''], resources: ['secrets'], resourceNames: ['tls'], verbs: ['*'] }),
    binding('', 'ClusterRole', 'metrics', { kind: 'Group', name: 'developers' }),
    binding('default', 'ClusterRole', 'reader', { kind: 'User', name: 'alice' }),
    binding('default', 'Role', 'one-secret', { kind: 'ServiceAccount', name: 'robot' }),
    binding('other', 'Role', 'gone', { kind: 'User', name: 'alice' }),
    binding('', 'ClusterRole', 'scaler', { kind: 'ServiceAccount', name: 'robot', namespace: 'default' }),
  );
  authorizer = await createRbacAuthorizer(store);
});

afterEach(async () => {
  authorizer.close();
  await store.close();
});

describe('RBAC', () => {
  it.each<[string, User, Partial<Attributes>, boolean]>([
    ['what a bound role allows', alice, {}, true],
    ['a subresource that is named', alice, { subresource: 'log' }, true],
    ['a subresource that is not', alice, { subresource: 'exec' }, false],
    ['another verb', alice, { verb: 'delete' }, false],
    ['another group', alice, { group: 'apps' }, false],
    ['another namespace', alice, { namespace: 'other' }, false],
    ['all namespaces', alice, { namespace: '' }, false],
    ['a path', alice, { resourceRequest: false, path: '/metrics' }, true],
    ['what a path begins with', alice, { resourceRequest: false, path: '/debug/pprof/heap' }, true],
    ['another path', alice, { resourceRequest: false, path: '/metrics/slis' }, false],
    ['a named object', robot, { resource: 'secrets', name: 'tls', verb: 'delete' }, true],
    ['another object', robot, { resource: 'secrets', name: 'other' }, false],
    ['a list, which has no name', robot, { resource: 'secrets', verb: 'list' }, false],
    [
      'a subresource of anything',
      robot,
      { group: 'apps', resource: 'deployments', subresource: 'scale', verb: 'update' },
      true,
    ],
    ['anything to a master', { name: 'root', groups: ['system:masters'] }, { resource: 'x', verb: 'y' }, true],
  ])('decides on %s', (_case, user, request, allowed) => {
    expect(authorizer.authorize(ask(user, request)).allowed).toBe(allowed);
  });

  it('says by what a request is allowed, and which role is missing', () => {
    expect(authorizer.authorize(ask(alice, {})).reason).toBe(
      'RBAC: allowed by RoleBinding "reader-binding/default" of ClusterRole "reader" to User "alice"',
    );
    expect(authorizer.authorize(ask(alice, { namespace: 'other' })).reason).toBe(
      'RBAC: role.rbac.authorization.k8s.io "gone" not found',
    );
  });

  it('follows the store', async () => {
    const bob: User = { name: 'bob', groups: [] };
    expect(authorizer.authorize(ask(bob, {})).allowed).toBe(false);
    const [revision = 0] = await put(binding('', 'ClusterRole', 'reader', { kind: 'User', name: 'bob' }));
    expect(authorizer.authorize(ask(bob, {})).allowed).toBe(true);
    const key = '/registry/clusterrolebindings/reader-binding';
    const { bytes, index } = store.get(key) ?? {
      bytes: Buffer.alloc(0),
      index: { uid: '', labels: {}, fields: {}, ownerUids: [] },
    };
    await store.commit({ type: 'delete', key, expected: revision, encode: () => ({ bytes, index }) });
    expect(authorizer.authorize(ask(bob, {})).allowed).toBe(false);
  });

  it('grants nothing by what it cannot understand, and goes on', async () => {
    const bob: User = { name: 'bob', groups: [] };
    const broken = binding('', 'ClusterRole', 'reader', { kind: 'User', name: 'bob' }, null as unknown as object);
    await put(broken, clusterRole('broken', null as unknown as object));
    expect(authorizer.authorize(ask(bob, {})).allowed).toBe(false);
    await put(binding('default', 'ClusterRole', 'metrics', { kind: 'User', name: 'bob' }));
    await put(binding('', 'ClusterRole', 'broken', { kind: 'User', name: 'bob' }));
    await put(binding('third', 'ClusterRole', 'reader', { kind: 'User', name: 'bob' }));
    expect(authorizer.authorize(ask(bob, {})).allowed).toBe(false);
    expect(authorizer.authorize(ask(bob, { namespace: 'third' })).allowed).toBe(true);
  });

  it('lists the rules of a user', () => {
    expect(authorizer.rulesFor(alice, 'default')).toEqual({
      resourceRules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }],
      nonResourceRules: [{ nonResourceURLs: ['/metrics', '/debug/*'], verbs: ['get'] }],
    });
  });
});

describe('when a watch is lost', () => {
  it('makes up for what it missed', async () => {
    authorizer.close();
    const lose: ((error: Error) => void)[] = [];
    const deaf: Store = Object.assign(Object.create(store) as Store, {
      watch: (request: WatchRequest) => {
        lose.push((error) => request.onEnd(error));
        return { caughtUp: true, stop: () => {} };
      },
    });
    authorizer = await createRbacAuthorizer(deaf);
    const reading = ask(alice, { verb: 'list' });
    expect(authorizer.authorize(reading).allowed).toBe(true);
    const key = '/registry/rolebindings/default/reader-binding';
    const { index, bytes, revision } = store.get(key) as StoredObject;
    await store.commit({ type: 'delete', key, expected: revision, encode: () => ({ bytes, index }) });
    for (const end of lose.splice(0)) end(new ExpiredRevisionError(1, 2));
    await expect.poll(() => authorizer.authorize(reading).allowed).toBe(false);
    expect(lose).toHaveLength(4);
  });
});

function put(...objects: KubernetesObject[]): Promise<number[]> {
  return Promise.all(
    objects.map(async (object) => {
      const { namespace, name } = keyOf(object);
      const key = `/registry/${object.kind.toLowerCase()}s/${namespace === '' ? '' : `${namespace}/`}${name}`;
      const index = { uid: name, labels: {}, fields: {}, ownerUids: [] };
      const bytes = Buffer.from(JSON.stringify(object));
      return (await store.commit({ type: 'put', key, expected: 0, encode: () => ({ bytes, index }) })).revision;
    }),
  );
}
