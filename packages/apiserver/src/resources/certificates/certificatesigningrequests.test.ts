import type { CertificateSigningRequest } from '@sampan/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';
import { ruleErrors } from '../resource-test-tools.js';
import { samples } from '../samples.js';
import { certificatesigningrequests } from './certificatesigningrequests.js';

const sample = samples['certificates.k8s.io/v1/CertificateSigningRequest'] as CertificateSigningRequest;
const collection = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

describe('validation of CertificateSigningRequests', () => {
  const problems: [Partial<CertificateSigningRequest['spec']>, string[]][] = [
    [{ request: 'eA==' }, ['spec.request: Invalid value: "eA==": PEM block type must be CERTIFICATE REQUEST']],
    [{ usages: [] }, ['spec.usages: Required value']],
    [{ usages: ['client auth', 'client auth'] }, ['spec.usages[1]: Duplicate value: "client auth"']],
    [{ signerName: '' }, ['spec.signerName: Required value']],
    [
      { signerName: 'nobody' },
      [
        `spec.signerName: Invalid value: "nobody": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
      ],
    ],
    [
      { signerName: 'com/x' },
      ['spec.signerName: Invalid value: "com": should be a domain with at least two segments separated by dots'],
    ],
    [
      { expirationSeconds: 60 },
      ['spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)'],
    ],
  ];
  it.each(problems)('%j', (spec, errors) => {
    const object = { ...sample, spec: { ...sample.spec, ...spec } };
    expect(ruleErrors(certificatesigningrequests, object)).toEqual(errors);
  });

  it('names the usages that there are', () => {
    const object = { ...sample, spec: { ...sample.spec, usages: ['sailing'] } };
    const [error] = ruleErrors(certificatesigningrequests, object);
    expect(error).toMatch(/^spec.usages\[0\]: Unsupported value: "sailing": supported values: "any", "cert sign", /);
  });
});

describe('a CertificateSigningRequest', () => {
  let server: TestServer;
  let made = 0;
  let url: string;
  let object: CertificateSigningRequest;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const body = { ...sample, metadata: { name: `csr-${++made}` } };
    url = `${collection}/${body.metadata.name}`;
    object = (await server.send('POST', collection, { body })).json();
  });

  const put = (path: string, body: CertificateSigningRequest) => server.send('PUT', url + path, { body });
  const condition = (type: string, status = 'True') => ({ type, status, reason: 'Test' });
  const withStatus = (status: CertificateSigningRequest['status'] & object): CertificateSigningRequest => {
    const { resourceVersion: _, ...metadata } = object.metadata;
    return { ...object, metadata, status };
  };

  it('says who asks, whatever is written', async () => {
    const body = {
      ...sample,
      metadata: { name: 'liar' },
      spec: { ...sample.spec, username: 'root', groups: ['wheel'] },
    };
    const created = (await server.send('POST', collection, { body })).json<CertificateSigningRequest>();
    expect(created.spec.username).not.toBe('root');
    expect(created.spec.groups).not.toContain('wheel');
    expect(created.status).toEqual({});
  });

  it('does not change what it asks for', async () => {
    const changed = await put('', { ...object, spec: { ...object.spec, usages: ['server auth'] } });
    expect(changed.json<CertificateSigningRequest>().spec.usages).toEqual(['client auth']);
  });

  it('is approved once, by approval alone, and for good', async () => {
    const approved = withStatus({ conditions: [condition('Approved')] });
    expect((await put('/status', approved)).failure().message).toContain(
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    );
    const answer = (await put('/approval', approved)).json<CertificateSigningRequest>();
    expect(answer.status?.conditions).toEqual([
      { ...condition('Approved'), lastUpdateTime: expect.any(String), lastTransitionTime: expect.any(String) },
    ]);
    expect((await put('/approval', withStatus({}))).failure().message).toContain(
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    );
    const both = withStatus({ conditions: [condition('Approved'), condition('Denied')] });
    expect((await put('/approval', both)).failure().message).toContain(
      'status.conditions[1].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    );
    expect(
      (await put('/approval', withStatus({ conditions: [condition('Approved', 'False')] }))).failure().message,
    ).toContain('status.conditions[0].status: Unsupported value: "False": supported values: "True"');
  });

  it('takes certificates only', async () => {
    const certificate = (text: string) =>
      put('/status', withStatus({ certificate: Buffer.from(text).toString('base64') }));
    expect((await certificate('nothing')).failure().message).toContain(
      'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
    );
    expect((await certificate('-----BEGIN KEY-----\neA==\n-----END KEY-----\n')).failure().message).toContain(
      'only CERTIFICATE PEM blocks are allowed, found "KEY"',
    );
  });

  it('names the signer of everything in its first version alone', async () => {
    const spec = { ...sample.spec, signerName: 'kubernetes.io/legacy-unknown' };
    const refused = await server.send('POST', collection, { body: { ...sample, metadata: { name: 'legacy' }, spec } });
    expect(refused.failure().message).toContain('the legacy signerName is not allowed via this API version');
    const { signerName: _, ...before } = sample.spec;
    const body = { ...sample, apiVersion: 'certificates.k8s.io/v1beta1', metadata: { name: 'legacy' }, spec: before };
    const taken = await server.send('POST', collection.replace('v1', 'v1beta1'), { body });
    expect(taken.json<CertificateSigningRequest>().spec.signerName).toBe('kubernetes.io/legacy-unknown');
  });

  it('is found by its signer, and shown in a row', async () => {
    const found = await server.send('GET', `${collection}?fieldSelector=spec.signerName%3Dexample.com%2Fx`);
    expect(found.json<{ items: unknown[] }>().items).toEqual([]);
    const cells = Object.fromEntries(
      certificatesigningrequests.columns.map(({ name, cell }) => [name, name === 'Age' ? '' : cell(object, 0)]),
    );
    expect(cells).toMatchObject({
      RequestedDuration: '<none>',
      Condition: 'Pending',
      SignerName: sample.spec.signerName,
    });
  });

  it('is decided and signed by who may do so for its signer', async () => {
    const rules = [
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
        verbs: ['update'],
      },
    ];
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const apiGroup = 'rbac.authorization.k8s.io';
    await server.send('POST', `${rbac}/clusterroles`, { body: { metadata: { name: 'decides' }, rules } });
    const body = {
      metadata: { name: 'decides' },
      roleRef: { apiGroup, kind: 'ClusterRole', name: 'decides' },
      subjects: [{ apiGroup, kind: 'User', name: 'jane' }],
    };
    await server.send('POST', `${rbac}/clusterrolebindings`, { body });
    const headers = { 'impersonate-user': 'jane' };
    const approved = withStatus({ conditions: [condition('Approved')] });
    expect((await server.send('PUT', `${url}/approval`, { body: approved, headers })).failure()).toMatchObject({
      code: 403,
      message: `certificatesigningrequests.certificates.k8s.io "${object.metadata.name}" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"`,
    });
    const failed = withStatus({ conditions: [condition('Failed')] });
    expect((await server.send('PUT', `${url}/status`, { body: failed, headers })).failure().message).toContain(
      'user not permitted to sign requests with signerName "kubernetes.io/kube-apiserver-client"',
    );
    await server.send('POST', `${rbac}/clusterrolebindings`, {
      body: {
        ...body,
        metadata: { name: 'approves' },
        roleRef: { ...body.roleRef, name: 'system:certificates.k8s.io:kube-apiserver-client-approver' },
      },
    });
    expect((await server.send('PUT', `${url}/approval`, { body: approved, headers })).status).toBe(200);
  });

  it('makes nobody a master', async () => {
    const spec = { ...sample.spec, request: masters };
    const refused = await server.send('POST', collection, { body: { ...sample, metadata: { name: 'root' }, spec } });
    expect(refused.failure().message).toContain(
      'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });
});

/** Made by openssl, with the subject O=system:masters, CN=jane. */
const masters = Buffer.from(`-----BEGIN CERTIFICATE REQUEST-----
MIHjMIGKAgEAMCgxFzAVBgNVBAoMDnN5c3RlbTptYXN0ZXJzMQ0wCwYDVQQDDARq
YW5lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBhyX3K4r7SOcmnXmGEbnPZ0j
oXP7zuNylBH20h0svs4VxP+rJtNHDOfprK22+25kR/jiDnm99+1S9uVUuNQ+NKAA
MAoGCCqGSM49BAMCA0gAMEUCIFLmj/i1udlYBXzY2tLbLDnwChzhiNQqRJqyhTTP
rwksAiEA3jmO4DBg2mAArH+CvC5G8hiAR1bq3El8LWF8z4A+NCQ=
-----END CERTIFICATE REQUEST-----
`).toString('base64');
