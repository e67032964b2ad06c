import { loadSchemas } from '@sampan/api/schemas';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode-protobuf.js';
import { sent } from './sent-by-kubectl.js';

const bounds = { depth: 500, values: 10_000 };

describe('decodeProtobuf', () => {
  const decode = (text: string) => decodeProtobuf(Buffer.from(text, 'base64'), loadSchemas(), bounds);

  it('reads a Deployment: inlined messages, optional zeros, integers or strings', () => {
    const object = decode(sent.deployment);
    expect(object).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80 }] }] },
        },
      },
    });
    expect(JSON.stringify(object)).not.toContain('""');
    expect(object.metadata as object).not.toHaveProperty('creationTimestamp');
  });

  it('reads quantities, maps and what belongs to another group', () => {
    expect(decode(sent.quota)).toMatchObject({ kind: 'ResourceQuota', spec: { hard: { cpu: '1' } } });
    expect(decode(sent.token)).toMatchObject({ kind: 'TokenRequest', spec: { expirationSeconds: 600 } });
    expect(decode(sent.ingress)).toMatchObject({
      spec: {
        rules: [
          {
            host: 'a',
            http: {
              paths: [{ path: '/b', pathType: 'Exact', backend: { service: { name: 'c', port: { number: 80 } } } }],
            },
          },
        ],
      },
    });
  });

  it('reads schemas of custom resources, whose fields can be one thing or another', () => {
    const schema = (type: string, ...fields: Buffer[]) => Buffer.concat([field(5, type), ...fields]);
    const property = (name: string, value: Buffer) => field(29, Buffer.concat([field(1, name), field(2, value)]));
    const whole = schema(
      'object',
      property('a', schema('array', field(24, field(1, schema('string', field(13, 0)))))),
      property('b', schema('object', field(30, field(1, 1)))),
      property('c', schema('object', field(30, Buffer.concat([field(1, 0), field(2, schema('integer'))])))),
      property('d', schema('string', field(8, field(1, '"x"')), field(20, field(1, '"x"')), field(38, 1))),
      field(32, Buffer.concat([field(1, 'a'), field(2, field(2, 'b'))])),
    );
    const version = Buffer.concat([field(1, 'v1'), field(2, 1), field(3, 0), field(4, field(1, whole))]);
    const typeMeta = Buffer.concat([field(1, 'apiextensions.k8s.io/v1'), field(2, 'CustomResourceDefinition')]);
    const raw = field(2, field(7, version));
    const body = Buffer.concat([Buffer.from('k8s\0'), field(1, typeMeta), field(2, raw)]);
    expect(decodeProtobuf(body, loadSchemas(), bounds).spec).toEqual({
      versions: [
        {
          ...{ name: 'v1', served: true, storage: false },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                a: { type: 'array', items: { type: 'string', maxLength: 0 } },
                b: { type: 'object', additionalProperties: true },
                c: { type: 'object', additionalProperties: { type: 'integer' } },
                d: { type: 'string', default: 'x', enum: ['x'], 'x-kubernetes-preserve-unknown-fields': true },
              },
              dependencies: { a: ['b'] },
            },
          },
        },
      ],
    });
  });

  it('refuses what is cut off, or is no protobuf', () => {
    const whole = Buffer.from(sent.deployment, 'base64');
    expect(() => decodeProtobuf(whole.subarray(0, 60), loadSchemas(), bounds)).toThrow('unexpected EOF');
    expect(() => decodeProtobuf(Buffer.from('{}'), loadSchemas(), bounds)).toThrow('expected prefix');
  });
});

/** A field of a message: a number below 128, or text or a message of any length. */
function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.from([...varint(number * 8), value]);
  const bytes = Buffer.from(value as Buffer);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
