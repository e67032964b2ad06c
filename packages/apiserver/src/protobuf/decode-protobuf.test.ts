import { loadSchemas } from '@sampan/api/schemas';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode-protobuf.js';

/** What kubectl 1.32 sends for its `create` commands. */
const sent = {
  deployment:
    'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErgBCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEoYBCAASDAoKCgNhcHASA3dlYhpsChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEkwSLgoFbmdpbngSBW5naW54KgAyCgoAEAAYUCIAKgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKAA4ABoAIgA=',
  token: 'azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBIdChAKABIAGgAiACoAMgA4AEIAEgMg2AQaBAoAEgAaACIA',
  ingress:
    'azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxI8ChEKAWkSABoAIgAqADIAOABCABIjGiEKAWESHAoaChgKAi9iEgsiCQoBYxIECgAQUBoFRXhhY3QaAgoAGgAiAA==',
  quota: 'azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRIjChEKAXESABoAIgAqADIAOABCABIMCgoKA2NwdRIDCgExGgAaACIA',
};

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

  it('refuses what is cut off, or is no protobuf', () => {
    const whole = Buffer.from(sent.deployment, 'base64');
    expect(() => decodeProtobuf(whole.subarray(0, 60), loadSchemas(), bounds)).toThrow('unexpected EOF');
    expect(() => decodeProtobuf(Buffer.from('{}'), loadSchemas(), bounds)).toThrow('expected prefix');
  });
});
