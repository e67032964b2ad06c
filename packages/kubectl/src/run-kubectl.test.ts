import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput } from './framework/io.js';
import { runKubectl } from './run-kubectl.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kubectl-test-'));
  await writeFile(path.join(folder, 'f.txt'), 'hello\n');
  await writeFile(path.join(folder, 'a.env'), 'k=v\n# no\nfoo=bar\n');
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

/** Runs a command line that needs no server. */
async function kubectl(...argv: string[]) {
  const [stdout, stderr] = [captureOutput(), captureOutput()];
  const env = { HOME: folder, KUBECONFIG: path.join(folder, 'config') };
  const code = await runKubectl(argv, { stdout, stderr, env, cwd: folder });
  return { code, out: stdout.text(), err: stderr.text() };
}

describe('command lines', () => {
  it.each([
    [['foo'], 'error: unknown command "foo" for "kubectl"'],
    [['get', '--foo'], "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"],
    [['create', 'foo'], "error: Unexpected args: [foo]\nSee 'kubectl create -h' for help and examples\n"],
    [['config', 'foo'], 'error: unknown command "foo"\nSee \'kubectl config -h\' for help and examples\n'],
    [['apply'], 'error: must specify one of -f and -k\n'],
    [['apply', '-f', 'nope'], 'error: the path "nope" does not exist\n'],
    [['create', 'deployment', '--image=x'], 'error: exactly one NAME is required, got 0\n'],
    [['create', 'deployment', 'x'], 'error: required flag(s) "image" not set\n'],
    [['scale', 'deploy/x'], 'error: required flag(s) "replicas" not set\n'],
    [['wait', 'pods/x', '--for=foo'], 'error: unrecognized condition: "foo"\n'],
    [['label', 'pods', 'foo'], 'error: at least one label update is required\n'],
    [['label', 'pods', 'foo', 'a=b=c'], 'error: invalid label spec: a=b=c\n'],
    [['config', 'current-context'], 'error: current-context is not set\n'],
  ])('%j is refused', async (argv, text) => {
    const { code, err } = await kubectl(...argv);
    expect(code).toBe(1);
    expect(err).toContain(text);
  });

  it('shows the help of a command without running it', async () => {
    const { code, out } = await kubectl('create', 'namespace', '--help');
    expect(code).toBe(0);
    expect(out).toContain('Usage:\n  kubectl create namespace NAME [--dry-run=server|client|none] [options]');
  });
});

describe('generators', () => {
  it('make a deployment', async () => {
    const { out } = await kubectl(
      'create',
      'deployment',
      'web',
      '--image=a/nginx:1',
      '-r',
      '2',
      '--dry-run=client',
      '-oyaml',
    );
    expect(out).toContain('  replicas: 2\n');
    expect(out).toContain('      - image: a/nginx:1\n        name: nginx\n        resources: {}\n');
  });

  it('give the port to the first container of a deployment', async () => {
    const images = ['--image=a', '--image=b'];
    const { out } = await kubectl('create', 'deploy', 'web', ...images, '--port=80', '--dry-run=client', '-ojson');
    const { containers } = JSON.parse(out).spec.template.spec;
    expect(containers).toEqual([
      { name: 'a', image: 'a', ports: [{ containerPort: 80 }], resources: {} },
      { name: 'b', image: 'b', resources: {} },
    ]);
  });

  it('name config maps after their content', async () => {
    const { out } = await kubectl('create', 'cm', 'foo', '--from-env-file=a.env', '--append-hash', '--dry-run=client');
    expect(out).toBe('configmap/foo-5hbt6mbddt created (dry run)\n');
  });

  it('name secrets after their content', async () => {
    const { out } = await kubectl(
      'create',
      'secret',
      'generic',
      'foo',
      '--from-file=f.txt',
      '--append-hash',
      '--dry-run=client',
      '-o',
      'name',
    );
    expect(out).toBe('secret/foo-6h2mbd88g9\n');
  });
});

describe('config', () => {
  it('makes, changes and removes contexts', async () => {
    expect(await kubectl('config', 'set-cluster', 'c', '--server=https://x')).toMatchObject({
      code: 0,
      out: 'Cluster "c" set.\n',
    });
    await kubectl('config', 'set-context', 'one', '--cluster=c');
    expect((await kubectl('config', 'use-context', 'one')).out).toBe('Switched to context "one".\n');
    expect((await kubectl('config', 'set-context', '--current', '--namespace=n')).out).toBe(
      'Context "one" modified.\n',
    );
    expect((await kubectl('config', 'get-contexts')).out).toBe(
      'CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n*         one    c                    n\n',
    );
    expect((await kubectl('config', 'delete-context', 'one')).out).toBe(
      `deleted context one from ${path.join(folder, 'config')}\n`,
    );
  });
});
