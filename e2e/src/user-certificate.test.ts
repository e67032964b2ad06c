import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { run, succeed } from './support/run.js';

/** Somebody new: a key, a request, a certificate, a role. */
describe('a user who has a certificate', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster('--nodes', '0');
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it.each(kubectls.map((which, index) => ({ ...which, user: ['jane', 'john'][index] ?? 'user' })))(
    'may do what its role says, with $name',
    async ({ command, prefix, user }) => {
      const file = (name: string) => path.join(cluster.home, `${user}${name}`);
      const attempt = (...args: string[]) => run(command, [...prefix, ...args], { env: cluster.env });
      const kubectl = (...args: string[]) => succeed(command, [...prefix, ...args], { env: cluster.env });

      await succeed('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file('.key')], {});
      const subject = ['-subj', `/O=developers/CN=${user}`];
      await succeed('openssl', ['req', '-new', '-key', file('.key'), ...subject, '-out', file('.csr')], {});
      const request = (await readFile(file('.csr'))).toString('base64');
      await writeFile(file('.json'), JSON.stringify(signingRequest(user, request)));
      expect(await kubectl('apply', '-f', file('.json'))).toBe(
        `certificatesigningrequest.certificates.k8s.io/${user} created\n`,
      );
      const row = new RegExp(
        `^${user} +\\d+s +kubernetes.io/kube-apiserver-client +kubernetes-admin +24h +Pending$`,
        'm',
      );
      expect(await kubectl('get', 'csr')).toMatch(row);
      const described = await kubectl('describe', 'csr', user);
      expect(described).toMatch(/^Requested Duration: +24h$/m);
      expect(described).toMatch(/^Status: +Pending$/m);
      expect(described).toMatch(new RegExp(`Common Name: +${user}$`, 'm'));

      expect(await kubectl('certificate', 'approve', user)).toBe(
        `certificatesigningrequest.certificates.k8s.io/${user} approved\n`,
      );
      const certificate = ['get', 'csr', user, '-o', 'jsonpath={.status.certificate}'];
      await eventually(async () => expect(await kubectl(...certificate)).not.toBe(''));
      expect(await kubectl('get', 'csr', user)).toMatch(/Approved,Issued$/m);
      await writeFile(file('.crt'), Buffer.from(await kubectl(...certificate), 'base64'));

      const files = [`--client-certificate=${file('.crt')}`, `--client-key=${file('.key')}`];
      await kubectl('config', 'set-credentials', user, ...files);
      const as = ['--user', user];
      const refused = await attempt('get', 'pods', ...as);
      expect(refused.stderr).toBe(
        `Error from server (Forbidden): pods is forbidden: User "${user}" cannot list resource "pods" in API group "" in the namespace "default"\n`,
      );
      await kubectl('create', 'role', `reads-${user}`, '--verb=get,list', '--resource=pods');
      await kubectl('create', 'rolebinding', `reads-${user}`, `--role=reads-${user}`, `--user=${user}`);
      expect(await kubectl('get', 'pods', '-o', 'name', ...as)).toBe('');
      expect(await kubectl('auth', 'whoami', ...as)).toMatch(/^Groups +\[developers system:authenticated\]$/m);
      expect((await attempt('auth', 'can-i', 'delete', 'pods', ...as)).stdout).toBe('no\n');
    },
  );

  it.each(kubectls)('does not come by another, with $name', async ({ command, prefix }) => {
    const kubectl = (...args: string[]) => run(command, [...prefix, ...args], { env: cluster.env });
    const file = path.join(cluster.home, 'denied.json');
    const request = (await readFile(path.join(cluster.home, 'jane.csr'))).toString('base64');
    await writeFile(file, JSON.stringify(signingRequest('denied', request)));
    await kubectl('apply', '-f', file);
    expect((await kubectl('certificate', 'deny', 'denied')).stdout).toMatch(/ denied\n$/);
    expect((await kubectl('get', 'csr', 'denied')).stdout).toMatch(/ Denied$/m);
    expect((await kubectl('certificate', 'approve', 'denied')).stderr).toContain(
      'certificate signing request "denied" is already Denied',
    );
    await kubectl('delete', 'csr', 'denied');
  });
});

function signingRequest(name: string, request: string): object {
  return {
    ...{ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name } },
    spec: {
      ...{ request, signerName: 'kubernetes.io/kube-apiserver-client', expirationSeconds: 86_400 },
      usages: ['client auth'],
    },
  };
}
