import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildKustomization } from './build.js';
import { openFolder } from './folder.js';

const configMap = (name: string, namespace = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}\n`;

describe('a kustomization', () => {
  let home: string;
  let warnings: string[];

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'kustomize-'));
    warnings = [];
  });
  afterEach(async () => rm(home, { recursive: true }));

  const build = async (files: Record<string, string>, { isRestricted = true, at = '.' } = {}) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(home, name)), { recursive: true });
      await writeFile(path.join(home, name), text);
    }
    const folder = await openFolder(at, { cwd: home, isRestricted });
    return await buildKustomization(folder, { env: {}, warn: (line) => warnings.push(line) });
  };
  const names = async (files: Record<string, string>) => (await build(files)).map(({ metadata }) => metadata.name);

  it('lets references follow the names of what they name, through every base', async () => {
    const objects = await build({
      'kustomization.yaml': 'resources: [base]\nnamePrefix: over-\n',
      'base/kustomization.yaml':
        'resources: [pod.yaml]\nnameSuffix: -base\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n',
      'base/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {volumes: [{name: v, configMap: {name: c}}, {name: w, configMap: {name: other}}]}\n',
    });
    expect(objects).toMatchObject([
      { metadata: { name: 'over-c-base-4h2mbtbbt6' } },
      {
        metadata: { name: 'over-p-base' },
        spec: { volumes: [{ configMap: { name: 'over-c-base-4h2mbtbbt6' } }, { configMap: { name: 'other' } }] },
      },
    ]);
  });

  it('runs a component on what its user has gathered', async () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml]\ncomponents: [part]\nnamePrefix: p-\n',
      'a.yaml': configMap('a'),
      'part/kustomization.yaml': 'kind: Component\nnameSuffix: -s\nresources: [b.yaml]\n',
      'part/b.yaml': configMap('b'),
    };
    expect(await names(files)).toEqual(['p-a-s', 'p-b-s']);
  });

  it('reads no file that is not below it, unless it may', async () => {
    const files = { 'k/kustomization.yaml': 'resources: [../a.yaml]\n', 'a.yaml': configMap('a') };
    await expect(build(files, { at: 'k' })).rejects.toThrow("security; file '");
    await expect(build(files, { at: 'k', isRestricted: false })).resolves.toHaveLength(1);
  });

  it.each([
    ['resources: [nothing.yaml]', /^accumulating resources: accumulation err='.*no such file or directory/],
    ['resources: [a]\nfoo: bar', /^invalid Kustomization: json: unknown field "foo"$/],
    ['kind: Kustomization', /^kustomization.yaml is empty$/],
    ['resources: [https://example.com/a.yaml]', /is not on this machine, and is not fetched/],
    ['helmCharts: [{name: a}]\n', /plugins, functions or charts, which are not run here/],
    ['resources: [.]', /cycle detected/],
    [
      'resources: [twice.yaml]',
      /may not add resource with an already registered id: ConfigMap.v1.\[noGrp\]\/a.default'/,
    ],
    ['generators: [plugin.yaml]', /Foo of x\/v1 is no built-in plugin/],
  ])('%s is refused', async (text, problem) => {
    const twice = `${configMap('a')}---\n${configMap('a', 'default')}`;
    const plugin = 'apiVersion: x/v1\nkind: Foo\n';
    await expect(build({ 'kustomization.yaml': text, 'twice.yaml': twice, 'plugin.yaml': plugin })).rejects.toThrow(
      problem,
    );
  });

  it('tells of fields that have other names by now', async () => {
    await build({ 'kustomization.yaml': 'commonLabels: {a: b}\nresources: [a.yaml]\n', 'a.yaml': configMap('a') });
    expect(warnings).toEqual([expect.stringMatching(/^# Warning: 'commonLabels' is deprecated. Please use 'labels'/)]);
  });

  it.each(['crds: [a.json]', 'openapi: {path: schema.json}'])('tells that %s is not read', async (field) => {
    await build({ 'kustomization.yaml': `${field}\nresources: [a.yaml]\n`, 'a.yaml': configMap('a') });
    expect(warnings).toEqual([expect.stringMatching(/^# Warning: '(?:crds|openapi)' is not read: /)]);
  });

  it('leaves out what is for this machine alone', async () => {
    const local =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, annotations: {config.kubernetes.io/local-config: "true"}}\n';
    const files = { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': `${configMap('a')}---\n${local}` };
    expect(await names(files)).toEqual(['a']);
  });
});
