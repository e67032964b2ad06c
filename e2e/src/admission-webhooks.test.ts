import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { run, succeed } from './support/run.js';

/** Denies what is called forbidden, and says of everything else who has seen it. */
const server = `
const { readFileSync } = require('node:fs');
const https = require('node:https');
const at = (name) => readFileSync('/etc/hooks/' + name);
https.createServer({ cert: at('tls.crt'), key: at('tls.key') }, (request, response) => {
  if (request.method === 'GET') return response.end('ok');
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const { apiVersion, kind, request: { uid, object } } = JSON.parse(Buffer.concat(chunks).toString());
    const answer = { uid, allowed: !object.metadata.name.startsWith('forbidden') };
    if (!answer.allowed) answer.status = { code: 403, reason: 'Forbidden', message: 'not that name' };
    if (request.url.startsWith('/label')) {
      const labels = { ...object.metadata.labels, 'seen-by': 'hooks' };
      const patch = [{ op: 'add', path: '/metadata/labels', value: labels }];
      Object.assign(answer, { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') });
    } else answer.warnings = ['this was looked at'];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ apiVersion, kind, response: answer }));
  });
}).listen(8443);
`;

const labels = { app: 'hooks' };

/** A Deployment whose Pod answers for the Service `hooks`, with the certificate in a Secret. */
const manifests = [
  {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'hooks', labels } },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              ...{ name: 'server', image: 'node', command: [process.execPath, '-e', server] },
              volumeMounts: [{ name: 'certificate', mountPath: '/etc/hooks' }],
              readinessProbe: { httpGet: { scheme: 'HTTPS', port: 8443 }, periodSeconds: 1 },
            },
          ],
          volumes: [{ name: 'certificate', secret: { secretName: 'hooks' } }],
        },
      },
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'hooks' } },
    spec: { selector: labels, ports: [{ port: 443, targetPort: 8443 }] },
  },
];

/** Who asks `hooks` about ConfigMaps, unless they are its own business. */
function configuration(kind: string, at: string, caBundle: string, failurePolicy: string) {
  return {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: 'hooks' } },
    webhooks: [
      {
        ...{ name: `${at}.hooks.example.com`, sideEffects: 'None', admissionReviewVersions: ['v1'], failurePolicy },
        clientConfig: { service: { namespace: 'default', name: 'hooks', path: `/${at}` }, caBundle },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
        matchConditions: [{ name: 'not-left-alone', expression: "!object.metadata.name.startsWith('alone')" }],
      },
    ],
  };
}

describe('a webhook in a Pod', () => {
  let cluster: TestCluster;
  let caBundle: string;
  const file = (name: string) => path.join(cluster.home, name);
  const apply = async (...objects: object[]) => {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    await writeFile(file('objects.json'), JSON.stringify(list));
    return cluster.kubectl('apply', '-f', file('objects.json'));
  };

  beforeAll(async () => {
    cluster = await startTestCluster();
    const name = 'hooks.default.svc';
    await succeed(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
        ...['-keyout', file('tls.key'), '-out', file('tls.crt')],
      ],
      {},
    );
    caBundle = (await readFile(file('tls.crt'))).toString('base64');
    await cluster.kubectl('create', 'secret', 'tls', 'hooks', `--cert=${file('tls.crt')}`, `--key=${file('tls.key')}`);
    await apply(...manifests);
    await cluster.kubectl('rollout', 'status', 'deployment/hooks', '--timeout=60s');
    await apply(
      configuration('MutatingWebhookConfiguration', 'label', caBundle, 'Fail'),
      configuration('ValidatingWebhookConfiguration', 'look', caBundle, 'Fail'),
    );
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it.each(kubectls.map((which, index) => ({ ...which, who: ['ours', 'real'][index] ?? 'other' })))(
    'changes and refuses what is created, with $name',
    async ({ command, prefix, who }) => {
      const kubectl = (...args: string[]) => run(command, [...prefix, ...args], { env: cluster.env });
      const created = await kubectl('create', 'configmap', who);
      const stderr = 'Warning: this was looked at\n';
      expect(created).toMatchObject({ code: 0, stdout: `configmap/${who} created\n`, stderr });
      expect((await kubectl('get', 'configmap', who, '--show-labels')).stdout).toMatch(/ seen-by=hooks$/m);

      const refused = await kubectl('create', 'configmap', `forbidden-${who}`);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`admission webhook "label.hooks.example.com" denied the request: not that name`);
      expect((await kubectl('create', 'configmap', `alone-${who}`)).stderr).toBe('');
      expect((await kubectl('get', 'configmap', `alone-${who}`, '--show-labels')).stdout).toMatch(/ <none>$/m);

      const rows = await kubectl('get', 'mutatingwebhookconfigurations,validatingwebhookconfigurations');
      expect(rows.stdout.match(/hooks +1 +\d+s$/gm)).toHaveLength(2);
      const described = (await kubectl('describe', 'validatingwebhookconfiguration', 'hooks')).stdout;
      expect(described).toMatch(/^ {2}Failure Policy: +Fail$/m);
      expect(described).toMatch(/^ {6}Path: +\/look$/m);
    },
  );

  it.each(kubectls.map((which, index) => ({ ...which, who: ['ours', 'real'][index] ?? 'other' })))(
    'that is gone stops what it was to look at, or does not, with $name',
    async ({ command, prefix, who }) => {
      const kubectl = (...args: string[]) => run(command, [...prefix, ...args], { env: cluster.env });
      await kubectl('scale', 'deployment/hooks', '--replicas=0');
      await kubectl('wait', '--for=delete', 'pod', '-l', 'app=hooks', '--timeout=60s');
      const post = 'Post "https://hooks.default.svc:443/label?timeout=10s"';
      await eventually(async () => {
        const { code, stderr } = await kubectl('create', 'configmap', `late-${who}`);
        expect([code, stderr]).toEqual([
          1,
          expect.stringContaining(
            `Internal error occurred: failed calling webhook "label.hooks.example.com": failed to call webhook: ${post}: no endpoints available for service "hooks"\n`,
          ),
        ]);
      });
      await apply(
        configuration('MutatingWebhookConfiguration', 'label', caBundle, 'Ignore'),
        configuration('ValidatingWebhookConfiguration', 'look', caBundle, 'Ignore'),
      );
      expect(await kubectl('create', 'configmap', `late-${who}`)).toMatchObject({ code: 0, stderr: '' });
      await apply(
        configuration('MutatingWebhookConfiguration', 'label', caBundle, 'Fail'),
        configuration('ValidatingWebhookConfiguration', 'look', caBundle, 'Fail'),
      );
    },
  );
});
