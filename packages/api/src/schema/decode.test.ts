import { describe, expect, it } from 'vitest';
import { decodeDefinition, decode as decodeValue, strictDecodingError, unknownFieldWarnings } from './decode.js';
import { loadSchemas } from './load-schemas.js';

const registry = loadSchemas();

function decode(value: unknown, name = 'io.k8s.api.core.v1.Pod', unknown: 'Strict' | 'Ignore' = 'Strict') {
  return decodeDefinition(value, name, registry, { unknown });
}

const container = (fields: object) => ({ spec: { containers: [{ name: 'a', ...fields }] } });

describe('decoding built-in kinds', () => {
  it('keeps a value that is as it should be, as the same object', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { a: 'b' } }, ...container({}) };
    expect(decode(pod)).toEqual({ value: pod, unknown: [] });
    expect(decode(pod).value).toBe(pod);
  });

  it('never changes what it is given', () => {
    const pod = { foo: 1, ...container({ resources: { limits: { cpu: 1 } }, args: [null] }) };
    const before = JSON.stringify(pod);
    expect(decode(pod).value).toEqual(container({ resources: { limits: { cpu: '1' } }, args: [''] }));
    expect(JSON.stringify(pod)).toBe(before);
  });

  const struct = 'json: cannot unmarshal';
  it.each([
    [
      'string into int32',
      { spec: { activeDeadlineSeconds: 'x' } },
      `${struct} string into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64`,
    ],
    [
      'object into list',
      { spec: { containers: {} } },
      `${struct} object into Go struct field PodSpec.spec.containers of type []v1.Container`,
    ],
    ['string into object', { spec: 'x' }, `${struct} string into Go struct field Pod.spec of type v1.PodSpec`],
    [
      'number into string, inside of a list',
      container({ name: 1 }),
      `${struct} number into Go struct field Container.spec.containers.name of type string`,
    ],
    [
      'boolean into string, deeper',
      container({ env: [{ name: 'a', value: true }] }),
      `${struct} bool into Go struct field EnvVar.spec.containers.env.value of type string`,
    ],
    [
      'number into list item',
      container({ args: [1] }),
      `${struct} number into Go struct field Container.spec.containers.args of type string`,
    ],
    [
      'number into map value',
      { metadata: { labels: { a: 1 } } },
      `${struct} number into Go struct field ObjectMeta.metadata.labels of type string`,
    ],
    [
      'list into map',
      { metadata: { labels: [] } },
      `${struct} array into Go struct field ObjectMeta.metadata.labels of type map[string]string`,
    ],
    [
      'number into named string',
      { spec: { restartPolicy: 1 } },
      `${struct} number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy`,
    ],
    [
      'boolean into IntOrString',
      container({ livenessProbe: { httpGet: { port: true } } }),
      `${struct} bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32`,
    ],
    [
      'too large for int32',
      container({ ports: [{ containerPort: 2 ** 31 }] }),
      `${struct} number 2147483648 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32`,
    ],
    [
      'a fraction',
      container({ ports: [{ containerPort: 1.5 }] }),
      `${struct} number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32`,
    ],
    [
      'number into time',
      { metadata: { creationTimestamp: 1 } },
      `${struct} number into Go struct field ObjectMeta.metadata.creationTimestamp of type string`,
    ],
    [
      'text into time',
      { metadata: { creationTimestamp: 'x' } },
      'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    ],
    [
      'text into quantity',
      container({ resources: { limits: { cpu: 'x' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ['no object at all', [], `${struct} array into Go value of type v1.Pod`],
  ])('says what is wrong: %s', (_, value, message) => {
    expect(decode(value).decodeError).toBe(message);
  });

  it('reports the first mismatch, unless a value refuses itself', () => {
    const mismatches = { spec: { restartPolicy: 1, nodeName: 2 } };
    expect(decode(mismatches).decodeError).toContain('restartPolicy');
    expect(decode({ ...mismatches, metadata: { creationTimestamp: 'x' } }).decodeError).toContain('parsing time');
  });

  it('reads bytes as base64', () => {
    const secret = 'io.k8s.api.core.v1.Secret';
    expect(decode({ data: { a: 'aGVsbG8=' } }, secret)).toEqual({
      value: { data: { a: 'aGVsbG8=' } },
      unknown: [],
    });
    expect(decode({ data: { a: 'aGVs\nbG8=\n' } }, secret).value).toEqual({ data: { a: 'aGVsbG8=' } });
    expect(decode({ data: { a: '###' } }, secret).decodeError).toBe('illegal base64 data at input byte 0');
    expect(decode({ data: { a: 1 } }, secret).decodeError).toContain('of type []uint8');
  });

  it('brings values into the form that is stored', () => {
    const limits = { cpu: '0.5', memory: '1024Mi', a: 1000, b: '1000m', c: '1e3' };
    expect(decode(container({ resources: { limits } })).value).toEqual(
      container({ resources: { limits: { cpu: '500m', memory: '1Gi', a: '1k', b: '1', c: '1e3' } } }),
    );
    expect(decode({ metadata: { creationTimestamp: '2024-01-01T01:00:00.5+01:00' } }).value).toEqual({
      metadata: { creationTimestamp: '2024-01-01T00:00:00Z' },
    });
  });

  it('takes null as absent, and as the zero value inside of lists and maps', () => {
    const value = {
      status: null,
      metadata: { labels: { a: null } },
      spec: { nodeName: null, containers: [null], tolerations: null },
    };
    expect(decode(value)).toEqual({
      value: { metadata: { labels: { a: '' } }, spec: { containers: [{}] } },
      unknown: [],
    });
  });

  it('drops empty lists and maps that need not be there, and keeps empty objects', () => {
    const value = {
      metadata: { labels: {} },
      spec: { containers: [], volumes: [{ name: 'a', emptyDir: {} }], tolerations: [] },
    };
    expect(decode(value).value).toEqual({
      metadata: {},
      spec: { containers: [], volumes: [{ name: 'a', emptyDir: {} }] },
    });
  });

  it('drops zeros that say nothing, and keeps those of pointers and of fields that have to be there', () => {
    const pod = {
      metadata: { name: '', generation: 0, deletionGracePeriodSeconds: 0 },
      spec: {
        hostNetwork: false,
        hostname: '',
        automountServiceAccountToken: false,
        activeDeadlineSeconds: 0,
        containers: [{ name: '', image: '', tty: false, ports: [{ containerPort: 0, hostPort: 0, hostIP: '' }] }],
      },
    };
    expect(decode(pod).value).toEqual({
      metadata: { deletionGracePeriodSeconds: 0 },
      spec: {
        automountServiceAccountToken: false,
        activeDeadlineSeconds: 0,
        containers: [{ name: '', ports: [{ containerPort: 0 }] }],
      },
    });
  });

  it('drops unknown fields and names them', () => {
    const value = {
      bar: 1,
      ...container({ foo: 1, ports: [{ containerPort: 1 }, { x: null }] }),
      metadata: { labels: { any: 'x' } },
    };
    const { unknown, value: pruned } = decode(value);
    expect(unknown).toEqual(['bar', 'spec.containers[0].foo', 'spec.containers[0].ports[1].x']);
    expect(pruned).toEqual({ ...container({ ports: [{ containerPort: 1 }, {}] }), metadata: { labels: { any: 'x' } } });
    expect(strictDecodingError(unknown.slice(0, 2))).toBe(
      'strict decoding error: unknown field "bar", unknown field "spec.containers[0].foo"',
    );
    expect(unknownFieldWarnings(['a', 'a'])).toEqual(['unknown field "a"']);
    expect(decode(value, undefined, 'Ignore')).toEqual({ value: pruned, unknown: [] });
  });

  it('is not fooled by keys of the prototype', () => {
    const value: unknown = JSON.parse(
      '{"__proto__":{"a":1},"constructor":1,"metadata":{"labels":{"__proto__":"x","toString":null}}}',
    );
    const result = decode(value);
    expect(result.unknown).toEqual(['__proto__', 'constructor']);
    expect(JSON.stringify(result.value)).toBe('{"metadata":{"labels":{"__proto__":"x","toString":""}}}');
  });

  it('decodes schemas inside of schemas', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string', default: { any: ['json', null] } },
        b: { additionalProperties: true, foo: 1 },
      },
      items: [{ minimum: 1 }],
      anyOf: [{ bar: 1 }],
    };
    const result = decode(schema, 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps');
    expect(result.unknown).toEqual(['properties.b.foo', 'anyOf[0].bar']);
    expect(result.decodeError).toBeUndefined();
    expect(result.value).toMatchObject({
      properties: { a: { default: { any: ['json', null] } }, b: { additionalProperties: true } },
    });
  });

  it('finds a definition by its schema, by a reference and by its name', () => {
    const found = registry.forKind({ group: 'apps', version: 'v1', kind: 'Deployment' });
    const value = { spec: { replicas: 'x' } };
    const message = 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
    expect(found?.name).toBe('io.k8s.api.apps.v1.Deployment');
    expect(decode(value, found?.name).decodeError).toBe(message);
    expect(decodeValue(value, found?.schema ?? {}, registry, { unknown: 'Warn' }).decodeError).toBe(message);
    const reference = { $ref: `#/components/schemas/${found?.name}` };
    expect(decodeValue(value, reference, registry, { unknown: 'Warn' }).decodeError).toBe(message);
  });
});
