import { describe, expect, it } from 'vitest';
import type { UnstructuredObject } from '../kubernetes-object.js';
import { loadSchemas } from '../schema/load-schemas.js';
import { apply } from './apply.js';
import { fieldTypeOf } from './field-type.js';
import { updateManagedFields, type WriteContext } from './update-managed-fields.js';

const registry = loadSchemas();
const type = fieldTypeOf(registry.definition('io.k8s.api.apps.v1.Deployment'), registry);
const now = Date.UTC(2026, 0, 1);

function context(manager: string, more: Partial<WriteContext> = {}): WriteContext {
  return { type, manager, apiVersion: 'apps/v1', now, ...more };
}

function deployment(spec: Record<string, unknown>, metadata: Record<string, unknown> = {}): UnstructuredObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', ...metadata },
    ...(Object.keys(spec).length > 0 && { spec }),
  };
}

function template(...containers: unknown[]): Record<string, unknown> {
  return { template: { spec: { containers } } };
}

function applyAs(live: UnstructuredObject | undefined, object: UnstructuredObject, manager: string, force = false) {
  return apply(live, object, { ...context(manager), force });
}

/** What each manager owns, by manager. */
function owners(object: UnstructuredObject): Record<string, unknown> {
  const entries = object.metadata.managedFields ?? [];
  return Object.fromEntries(entries.map(({ manager, fieldsV1 }) => [manager, fieldsV1]));
}

function updateAs(
  live: UnstructuredObject | undefined,
  object: UnstructuredObject,
  manager: string,
): UnstructuredObject {
  const managedFields = updateManagedFields(live, object, context(manager));
  return { ...object, metadata: { ...object.metadata, ...(managedFields && { managedFields }) } };
}

describe('updateManagedFields', () => {
  it('records what a created object has, as Kubernetes writes it', () => {
    const web = { name: 'web', image: 'nginx', ports: [{ containerPort: 80 }], resources: {} };
    const created = deployment(
      { replicas: 1, selector: { matchLabels: { app: 'web' } }, strategy: { type: 'Recreate' }, ...template(web) },
      { labels: { app: 'web' }, uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' },
    );
    expect(updateManagedFields(undefined, created, context('kubectl-create'))).toEqual([
      {
        manager: 'kubectl-create',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:strategy': { 'f:type': {} },
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"web"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {
                      '.': {},
                      'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                    },
                    'f:resources': {},
                  },
                },
              },
            },
          },
        },
      },
    ]);
  });

  it('moves a field to whoever changes it, and leaves the times of others alone', () => {
    const created = updateAs(undefined, deployment({ replicas: 1, paused: true }), 'a');
    const scaled = deployment({ replicas: 2, paused: true }, { managedFields: created.metadata.managedFields });
    const entries = updateManagedFields(created, scaled, context('b', { now: now + 60_000, subresource: 'scale' }));
    expect(entries).toMatchObject([
      { manager: 'a', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': { 'f:paused': {} } } },
      {
        manager: 'b',
        time: '2026-01-01T00:01:00Z',
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      },
    ]);
  });

  it('changes nothing where nothing changes', () => {
    const created = updateAs(undefined, deployment({ replicas: 1 }), 'a');
    const entries = updateManagedFields(created, created, context('b', { now: now + 60_000 }));
    expect(entries).toEqual(created.metadata.managedFields);
  });

  it('forgets fields that are removed', () => {
    const created = updateAs(undefined, deployment({ replicas: 1, paused: true }), 'a');
    const updated = updateAs(created, deployment({ replicas: 1 }), 'b');
    expect(owners(updated)).toEqual({ a: { 'f:spec': { 'f:replicas': {} } } });
  });

  it('resets on demand, and then does not start again', () => {
    const created = updateAs(undefined, deployment({ replicas: 1 }), 'a');
    const reset = deployment({ replicas: 1 }, { managedFields: [{}] });
    expect(updateManagedFields(created, reset, context('a'))).toBeUndefined();
    expect(updateManagedFields(deployment({}), deployment({ replicas: 1 }), context('a'))).toBeUndefined();
  });

  it('ignores what the endpoint resets', () => {
    const ignored = { 'f:status': {} };
    const object = { ...deployment({ replicas: 1 }), status: { replicas: 1 } };
    expect(updateManagedFields(undefined, object, context('a', { ignored }))?.[0]?.fieldsV1).toEqual({
      'f:spec': { 'f:replicas': {} },
    });
  });

  it('keeps ten updates and merges the older ones', () => {
    let live = updateAs(undefined, deployment({}, { labels: { m0: '' } }), 'm0');
    for (let index = 1; index <= 12; index++) {
      const labels = { ...live.metadata.labels, [`m${index}`]: '' };
      const next = deployment({}, { labels, managedFields: live.metadata.managedFields });
      const managedFields = updateManagedFields(live, next, context(`m${index}`, { now: now + index * 1000 }));
      live = { ...next, metadata: { ...next.metadata, ...(managedFields && { managedFields }) } };
    }
    const managers = live.metadata.managedFields?.map(({ manager }) => manager);
    expect(managers?.sort()).toEqual(['ancient-changes', 'm10', 'm11', 'm12', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9']);
  });
});

describe('apply', () => {
  it('creates, and owns exactly what was stated', () => {
    const { object } = applyAs(
      undefined,
      deployment({ replicas: 3, strategy: {}, ...template({ name: 'web', image: 'a' }) }),
      'me',
    );
    expect(owners(object)).toEqual({
      me: {
        'f:spec': {
          'f:replicas': {},
          'f:strategy': {},
          'f:template': {
            'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
          },
        },
      },
    });
    expect(object.metadata.managedFields?.[0]).toMatchObject({
      operation: 'Apply',
      manager: 'me',
      apiVersion: 'apps/v1',
    });
  });

  it('says when nothing changed', () => {
    const first = applyAs(undefined, deployment({ replicas: 3 }), 'me');
    expect(first.changed).toBe(true);
    const again = apply(first.object, deployment({ replicas: 3 }), {
      ...context('me', { now: now + 9000 }),
      force: false,
    });
    expect(again.changed).toBe(false);
    expect(again.object).toEqual(first.object);
  });

  it('conflicts with an updater by name and version', () => {
    const live = updateAs(undefined, deployment({ replicas: 1 }), 'kubectl-client-side-apply');
    const attempt = () => applyAs(live, deployment({ replicas: 2 }), 'me');
    expect(attempt).toThrow(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
    );
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({
        status: {
          code: 409,
          reason: 'Conflict',
          details: {
            causes: [
              {
                reason: 'FieldManagerConflict',
                message: 'conflict with "kubectl-client-side-apply" using apps/v1',
                field: '.spec.replicas',
              },
            ],
          },
        },
      });
    }
  });

  it('lists several conflicts by their owners', () => {
    const a = applyAs(undefined, deployment({ replicas: 1, ...template({ name: 'web', image: 'a' }) }), 'a').object;
    const b = applyAs(a, deployment({ paused: true }), 'b').object;
    const wanted = deployment({ replicas: 2, paused: false, ...template({ name: 'web', image: 'b' }) });
    expect(() => applyAs(b, wanted, 'me')).toThrow(
      [
        'Apply failed with 3 conflicts: conflicts with "a":',
        '- .spec.replicas',
        '- .spec.template.spec.containers[name="web"].image',
        'conflicts with "b":',
        '- .spec.paused',
      ].join('\n'),
    );
  });

  it('shares fields of the same value, and takes others by force', () => {
    const a = applyAs(undefined, deployment({ replicas: 1, paused: true }), 'a').object;
    const shared = applyAs(a, deployment({ replicas: 1 }), 'b').object;
    expect(owners(shared)).toEqual({
      a: { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } },
      b: { 'f:spec': { 'f:replicas': {} } },
    });
    const forced = applyAs(shared, deployment({ replicas: 5 }), 'b', true).object;
    expect(forced.spec).toEqual({ replicas: 5, paused: true });
    expect(owners(forced)).toEqual({ a: { 'f:spec': { 'f:paused': {} } }, b: { 'f:spec': { 'f:replicas': {} } } });
  });

  it('removes what is not applied any more, unless somebody else owns it too', () => {
    const a = applyAs(undefined, deployment({ replicas: 1, paused: true }, { labels: { x: '1', y: '2' } }), 'a').object;
    const b = applyAs(a, deployment({ paused: true }), 'b').object;
    const { object } = applyAs(b, deployment({}, { labels: { y: '2' } }), 'a');
    expect(object.metadata.labels).toEqual({ y: '2' });
    expect(object.spec).toEqual({ paused: true });
    expect(owners(object)).toEqual({
      a: { 'f:metadata': { 'f:labels': { 'f:y': {} } } },
      b: { 'f:spec': { 'f:paused': {} } },
    });
  });

  it('removes a list element with all that came to stand inside, and keeps those of others', () => {
    const web = { name: 'web', image: 'a' };
    const sidecar = { name: 'sidecar', image: 'b' };
    const applied = applyAs(undefined, deployment(template(web, sidecar)), 'a').object;
    const injected = deployment(template({ ...web, tty: true }, sidecar, { name: 'injected', image: 'c' }), {
      managedFields: applied.metadata.managedFields,
    });
    const live = updateAs(applied, injected, 'webhook');
    const { object } = applyAs(live, deployment(template(web)), 'a');
    expect(object.spec).toEqual(template({ ...web, tty: true }, { name: 'injected', image: 'c' }));
  });

  it('keeps an emptied object that is stated', () => {
    const first = applyAs(undefined, deployment({ paused: true }, { labels: { x: '1' } }), 'a').object;
    const emptied = applyAs(first, deployment({ paused: true }, { labels: {} }), 'a').object;
    expect(emptied.metadata.labels).toEqual({});
    expect(applyAs(emptied, deployment({ paused: true }, { labels: {} }), 'a').changed).toBe(false);
  });

  it('merges lists in the applied order, the live object’s own between', () => {
    const live = updateAs(undefined, deployment(template({ name: 'a' }, { name: 'b' }, { name: 'c' })), 'x');
    const { object } = applyAs(live, deployment(template({ name: 'c' }, { name: 'd' }, { name: 'a' })), 'me');
    expect(object.spec).toEqual(template({ name: 'b' }, { name: 'c' }, { name: 'd' }, { name: 'a' }));
  });

  it('owns sets value by value', () => {
    const a = applyAs(undefined, deployment({}, { finalizers: ['x/a'] }), 'a').object;
    const b = applyAs(a, deployment({}, { finalizers: ['x/b'] }), 'b').object;
    expect(b.metadata.finalizers).toEqual(['x/a', 'x/b']);
    expect(owners(b)).toEqual({
      a: { 'f:metadata': { 'f:finalizers': { 'v:"x/a"': {} } } },
      b: { 'f:metadata': { 'f:finalizers': { 'v:"x/b"': {} } } },
    });
    expect(applyAs(b, deployment({}), 'a').object.metadata.finalizers).toEqual(['x/b']);
  });

  describe('after client-side kubectl apply', () => {
    const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
    const stated = deployment({ replicas: 1, paused: true });
    const annotations = { [lastApplied]: JSON.stringify(stated) };
    const live = updateAs(
      undefined,
      deployment({ replicas: 1, paused: true }, { annotations }),
      'kubectl-client-side-apply',
    );

    it('kubectl takes over what it stated, and nobody else does', () => {
      const wanted = deployment({ replicas: 2, paused: false });
      const { object } = applyAs(live, wanted, 'kubectl');
      expect(object.spec).toEqual({ replicas: 2, paused: false });
      expect(JSON.parse(object.metadata.annotations?.[lastApplied] ?? '')).toEqual(wanted);
      expect(owners(object)).toMatchObject({
        kubectl: { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } },
        'kubectl-client-side-apply': { 'f:metadata': { 'f:annotations': { [`f:${lastApplied}`]: {} } } },
      });
      expect(() => applyAs(live, wanted, 'me')).toThrow('Apply failed with 2 conflicts');
    });

    it('leaves what somebody changed since then a conflict', () => {
      const scaled = updateAs(
        live,
        deployment({ replicas: 5, paused: true }, live.metadata as object as never),
        'scaler',
      );
      expect(() => applyAs(scaled, deployment({ replicas: 2, paused: false }), 'kubectl')).toThrow(
        'Apply failed with 1 conflict: conflict with "scaler" using apps/v1: .spec.replicas',
      );
    });

    it.each([
      ['is missing', undefined],
      ['cannot be read', '{'],
      ['is of another version', JSON.stringify({ ...stated, apiVersion: 'apps/v1beta1' })],
      ['does not fit the schema', JSON.stringify(deployment({ replicas: 'x' }))],
    ])('takes nothing over where the annotation %s', (_problem, annotation) => {
      const bare = deployment(
        { replicas: 1 },
        annotation === undefined ? {} : { annotations: { [lastApplied]: annotation } },
      );
      const owned = updateAs(undefined, bare, 'kubectl-client-side-apply');
      expect(() => applyAs(owned, deployment({ replicas: 2 }), 'kubectl')).toThrow('Apply failed with 1 conflict');
    });

    it('keeps the annotation out of itself, and lets it go where it would be too large', () => {
      const large = deployment({ paused: true }, { annotations: { ...annotations, large: 'x'.repeat(200_000) } });
      expect(applyAs(live, large, 'kubectl').object.metadata.annotations).toEqual({ large: 'x'.repeat(200_000) });
      const small = deployment({ paused: true }, { annotations: { ...annotations, a: '<b>' } });
      expect(applyAs(live, small, 'kubectl').object.metadata.annotations?.[lastApplied]).toBe(
        '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{"a":"\\u003cb\\u003e"},"name":"web","namespace":"default"},"spec":{"paused":true}}\n',
      );
    });
  });

  it('treats what was there before anybody applied as somebody else’s', () => {
    const live = deployment({ replicas: 1 }, { uid: 'u' });
    expect(() => applyAs(live, deployment({ replicas: 2 }), 'me')).toThrow(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas',
    );
  });

  it.each([
    [
      deployment({ foo: 1 }),
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
    ],
    [
      deployment(template({ name: 'a' }, { name: 'a' })),
      '.spec.template.spec.containers: duplicate entries for key [name="a"]',
    ],
    [
      deployment(template({ image: 'a' }, { image: 'b' })),
      '.spec.template.spec.containers: duplicate entries for key [name=""]',
    ],
    [deployment({ replicas: 'x' }), '.spec.replicas: expected numeric (int or float), got string'],
    [deployment({ paused: 1 }), '.spec.paused: expected boolean, got &{1}'],
    [deployment({ template: [1] }), '.spec.template: expected map, got &{[1]}'],
    [deployment(template('x')), '.spec.template.spec.containers: element 0: associative list with keys may not have'],
    [deployment(template({ name: 'a', command: 'x' })), '.command: expected list, got &{x}'],
    [
      deployment(template({ name: 'a', command: [{ b: 1, a: ['x'] }] })),
      '.command[0]: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":[]interface {}{"x"}, "b":1}}',
    ],
    [deployment({ selector: { matchLabels: { a: true } } }), '.spec.selector.matchLabels.a: expected string, got'],
    [
      deployment({ strategy: { rollingUpdate: { maxSurge: {} } } }),
      '.spec.strategy.rollingUpdate.maxSurge: expected any scalar, got &{map[]}',
    ],
    [deployment({ replicas: 'x', foo: 1 }), 'errors:\n  .spec.replicas: expected numeric'],
    [deployment({}, { managedFields: [] }), 'metadata.managedFields must be nil'],
  ])('refuses %j', (object, message) => expect(() => applyAs(undefined, object, 'me')).toThrow(message));
});
