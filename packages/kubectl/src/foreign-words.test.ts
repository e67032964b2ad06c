import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './commands/index.js';
import type { Command } from './framework/command.js';
import { type Flag, flagName } from './framework/flags.js';
import { globalFlags } from './framework/global-flags.js';
import { captureOutput } from './framework/io.js';
import { runKubectl } from './run-kubectl.js';

/** What JavaScript, Node and libraries say: none of it is for the people who use kubectl. */
const foreign = [
  /Cannot (read|set|convert|access|destructure|use|mix)/,
  /\bundefined\b|\[object |\bNaN\b/,
  /is not (a function|iterable|a constructor|defined|valid JSON)/,
  /Unexpected (token|end of JSON|non-whitespace)|in JSON at position/,
  /\bERR_[A-Z]|\bE(NOENT|ACCES|ISDIR|NOTDIR|EXIST|INVAL|PERM|MFILE|ADDRINUSE|CONNREFUSED|CONNRESET|AI_AGAIN)\b/,
  /Invalid (URL|regular expression|time value|array length|count value|Date)|Maximum call stack|getaddrinfo/,
  /\b(Type|Range|Reference|Syntax|URI|YAML\w*)Error\b|\bat .*\.js:\d|node:internal|"path" argument/,
  /failed unexpectedly/,
];

/** Values that no flag is made for. */
const values = ['', '{', '[', '(', '%', '/dev/null/x', '.', '99999', 'x=y=z', '\u0000'];

/** Arguments that commands may get wrong. */
const argumentLists: readonly (readonly string[])[] = [
  [],
  [''],
  ['pods'],
  ['pods', 'a'],
  ['pods/a'],
  ['deploy/web', 'a=b'],
  ['a:/x', '.'],
  ['nodes', 'a', 'b=c:NoSchedule'],
  ['%', '{', '['],
  ['a', '--', 'ls'],
];

/** The most common ones, for servers that answer nothing of use. */
const shortArgumentLists = [['pods'], ['pods', 'a'], ['a'], ['deploy/web', 'a=b']];

/** What a server may answer, of which no client should break. */
const answers: Readonly<Record<string, (response: ServerResponse, url: string) => void>> = {
  object: (response, url) => response.end(JSON.stringify(objectFor(url))),
  'an empty object': (response) => response.end('{}'),
  null: (response) => response.end('null'),
  'a list of nothing': (response) => response.end('{"kind":"List","apiVersion":"v1","items":[null,1,{}]}'),
  'a list of bare objects': (response) =>
    response.end('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{}}]}'),
  HTML: (response) => response.end('<html>'),
  'half an answer': (response) => response.end('{"kind":"Pod","metadata":{"na'),
  'a bad gateway': (response) => response.writeHead(502).end('<html>'),
  'a torn connection': (response) => response.destroy(),
};

let folder: string;
let server: Server;
let answer = answers.object;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kubectl-words-'));
  server = createServer((request, response) => {
    request.resume();
    const url = request.url ?? '/';
    const isDiscovery = /^\/(api|apis)\/?(\?|$)/.test(url);
    response.setHeader('content-type', 'application/json');
    if (isDiscovery) response.end(JSON.stringify(url.startsWith('/apis') ? namedGroups : coreGroup));
    else answer?.(response, url);
  });
  server.on('upgrade', (_request, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await mkdir(path.join(folder, 'home'));
  await writeFile(path.join(folder, 'home', 'config'), kubeconfig());
  await writeFile(path.join(folder, 'pod.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n');
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

describe('no command says what JavaScript says', () => {
  for (const name of Object.keys(answers)) {
    it(`about ${name}`, { timeout: 120_000 }, async () => {
      answer = answers[name];
      const lists = name === 'object' ? argumentLists : shortArgumentLists;
      const found: string[] = [];
      for (const { words } of await allCommands()) {
        for (const args of lists) found.push(...(await foreignWords([...words, ...args])));
        found.push(...(await foreignWords([...words, '-f', 'pod.yaml'])));
      }
      expect(found).toEqual([]);
    });
  }

  it('about values of flags', { timeout: 240_000 }, async () => {
    answer = answers.object;
    const found: string[] = [];
    for (const { words, command } of await allCommands()) {
      for (const [key, definition] of Object.entries(command.flags)) {
        for (const value of valuesFor(definition)) {
          found.push(...(await foreignWords([...words, 'pods', 'a', `--${flagName(key)}=${value}`])));
        }
      }
    }
    expect(found).toEqual([]);
  });

  it('about values of the flags that all have', { timeout: 120_000 }, async () => {
    answer = answers.object;
    const found: string[] = [];
    for (const [key, definition] of Object.entries(globalFlags as Record<string, Flag>)) {
      for (const value of valuesFor(definition)) {
        found.push(...(await foreignWords(['get', 'pods', `--${flagName(key)}=${value}`])));
      }
    }
    expect(found).toEqual([]);
  });
});

function valuesFor({ type }: Flag): readonly string[] {
  if (type === 'bool') return ['x', 'true'];
  return type === 'int' || type === 'duration' ? ['x', '-1', '99999', '1s', '9e999'] : values;
}

/** The command line with what it printed, if there are words in it that should not be. */
async function foreignWords(argv: readonly string[]): Promise<string[]> {
  const home = path.join(folder, 'home');
  const [stdout, stderr] = [captureOutput(), captureOutput()];
  const env = { HOME: home, KUBECONFIG: path.join(home, 'config'), EDITOR: 'true', PATH: '/usr/bin:/bin' };
  // What would go on for ever (a proxy, a watch) ends as if the user had interrupted it.
  await runKubectl(argv, { stdout, stderr, env, cwd: folder, stdin: nothing(), signal: AbortSignal.timeout(100) });
  if (argv[0] === 'config') await writeFile(path.join(home, 'config'), kubeconfig());
  const text = `${stdout.text()}${stderr.text()}`;
  const line = `kubectl ${argv.map((word) => JSON.stringify(word)).join(' ')}\n${text}`;
  return foreign.some((pattern) => pattern.test(text)) ? [line] : [];
}

async function* nothing(): AsyncGenerator<string> {}

async function allCommands(): Promise<{ words: string[]; command: Command }[]> {
  const all: { words: string[]; command: Command }[] = [];
  const walk = async (command: Command, words: string[]): Promise<void> => {
    if (command.run !== undefined && words.length > 0) all.push({ words, command });
    for (const { name, load } of command.commands ?? []) await walk(await load(), [...words, name]);
  };
  await walk(root, []);
  return all;
}

function kubeconfig(): string {
  const { port } = server.address() as AddressInfo;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

function objectFor(url: string): unknown {
  const kind = /pods/.test(url)
    ? 'Pod'
    : /deployments/.test(url)
      ? 'Deployment'
      : /nodes/.test(url)
        ? 'Node'
        : 'ConfigMap';
  return { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name: 'a', namespace: 'default' } };
}

const resource = (plural: string, kind: string, scope = 'Namespaced') => ({
  resource: plural,
  responseKind: { group: '', version: 'v1', kind },
  scope,
  singularResource: kind.toLowerCase(),
  verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  shortNames: plural === 'configmaps' ? ['cm'] : plural === 'deployments' ? ['deploy'] : [],
  subresources: [{ subresource: 'scale', verbs: ['get', 'update', 'patch'] }],
});
const discovery = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {} };
const coreGroup = {
  ...discovery,
  items: [
    {
      metadata: { name: '' },
      versions: [
        {
          version: 'v1',
          resources: [
            resource('pods', 'Pod'),
            resource('configmaps', 'ConfigMap'),
            resource('nodes', 'Node', 'Cluster'),
          ],
        },
      ],
    },
  ],
};
const deployments = {
  ...resource('deployments', 'Deployment'),
  responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
};
const namedGroups = {
  ...discovery,
  items: [{ metadata: { name: 'apps' }, versions: [{ version: 'v1', resources: [deployments] }] }],
};
