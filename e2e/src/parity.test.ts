import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { access, accessFiles } from './parity/access.js';
import { applySetFiles, applySets } from './parity/apply-sets.js';
import { changes } from './parity/changes.js';
import { commandLines, files } from './parity/command-lines.js';
import { completions } from './parity/completions.js';
import { customFiles, customReads } from './parity/customs.js';
import { debugging, debuggingFiles } from './parity/debugging.js';
import { editFiles, edits } from './parity/edits.js';
import { galleryObjects } from './parity/gallery-objects.js';
import { galleryReads } from './parity/gallery-reads.js';
import { galleryWorkloads } from './parity/gallery-workloads.js';
import { kustomizationFiles, kustomizeReads } from './parity/kustomizations.js';
import { mergedFiles, merges } from './parity/merges.js';
import { namelessFiles, names } from './parity/names.js';
import { normalise } from './parity/normalise.js';
import { kubectls, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { referenceKubectl } from './support/paths.js';
import { run } from './support/run.js';

const [ours] = kubectls;
const real =
  referenceKubectl === undefined
    ? undefined
    : { name: 'the real kubectl', command: referenceKubectl, prefix: [], argv0: 'kubectl' };

if (real === undefined && !process.env.CI) {
  process.stderr.write('no kubectl 1.33 to compare with (see REFERENCE_KUBECTL): parity is not tested\n');
}

it.runIf(process.env.CI)('there is a kubectl 1.33 to compare with', () => expect(referenceKubectl).toBeDefined());

describe.skipIf(real === undefined)('our kubectl answers as the real one', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    // What is measured once stays so: both are told the same.
    cluster = await startTestCluster('--extra-config', 'apiserver.metric-resolution=1h');
    const gallery = `${galleryWorkloads}---${galleryObjects}`;
    for (const [name, text] of Object.entries({
      ...files,
      ...namelessFiles,
      ...mergedFiles,
      ...editFiles,
      ...accessFiles,
      ...applySetFiles,
      ...customFiles,
      ...debuggingFiles,
      ...kustomizationFiles,
      'gallery.yaml': gallery,
    })) {
      await mkdir(path.dirname(path.join(cluster.home, name)), { recursive: true });
      await writeFile(path.join(cluster.home, name), text);
    }
    await fillGallery(cluster);
  });

  afterAll(async () => cluster?.destroy());

  const expectAlike = async (line: string, namespaces: { real: string; ours: string }) => {
    const [expected, answer] = await Promise.all([
      answerOf(real, line.replaceAll(/\bNS\b/g, namespaces.real)),
      answerOf(ours, line.replaceAll(/\bNS\b/g, namespaces.ours)),
    ]);
    expect(answer).toEqual(expected);
  };

  const answerOf = async (which: typeof real | typeof ours, line: string) => {
    if (which === undefined) throw new Error('there is no such kubectl');
    // A line may begin with a variable, as a shell's would.
    const [, name = 'EDITOR', value = 'true', rest = ''] = /^(?:([A-Z_]+)=('[^']*'|\S+) )?(.*)$/s.exec(line) ?? [];
    const args = [...rest.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    const { code, stdout, stderr } = await run(which.command, [...which.prefix, ...args], {
      env: { ...cluster.env, EDITOR: 'true', TMPDIR: cluster.home, [name]: value.replaceAll("'", '') },
      cwd: cluster.home,
      ...('argv0' in which && { argv0: which.argv0 }),
    });
    return { code, stdout: normalise(stdout), stderr: normalise(stderr) };
  };

  describe('about what there is', () => {
    it.concurrent.each(galleryReads)('%s', (line) => expectAlike(line, { real: 'gallery', ours: 'gallery' }));
  });

  describe('about a custom kind', () => {
    it.concurrent.each(customReads)('%s', (line) => expectAlike(line, { real: 'gallery', ours: 'gallery' }));
  });

  describe('about who one is', () => {
    it.concurrent.each(access)('%s', (line) => expectAlike(line, { real: 'gallery', ours: 'gallery' }));
  });

  describe('about unfinished lines', () => {
    it.concurrent.each(completions)('%s', (line) => expectAlike(line, { real: 'gallery', ours: 'gallery' }));
  });

  describe('about kustomizations', () => {
    it.concurrent.each(kustomizeReads)('%s', (line) => expectAlike(line, { real: 'gallery', ours: 'gallery' }));
  });

  for (const [story, lines] of Object.entries({
    apply: commandLines,
    change: changes,
    names,
    merges,
    edits,
    debugging,
    sets: applySets,
  })) {
    describe(`step by step: ${story}`, () => {
      for (const [index, line] of lines.entries()) {
        it(`${index}: ${line}`, () => expectAlike(line, { real: 'parity-real', ours: 'parity-ours' }));
      }
      // The next story begins where there is nothing yet.
      it('leaves nothing', async () => {
        for (const namespace of ['parity-real', 'parity-ours']) {
          await cluster.kubectl('wait', '--for=delete', `namespace/${namespace}`);
        }
      });
    });
  }
});

/** Makes the objects that are read, gives the deployment a second revision, and waits until nothing changes any more. */
async function fillGallery({ home, kubectl }: TestCluster): Promise<void> {
  await kubectl('apply', '-f', path.join(home, 'gallery.yaml'), '-f', path.join(home, 'customs.yaml'));
  await kubectl('wait', '--for=condition=Established', 'crd/widgets.example.com');
  await kubectl('apply', '-n', 'gallery', '-f', path.join(home, 'customs-1.yaml'));
  await kubectl('rollout', 'status', '-n', 'gallery', 'deploy/web');
  await kubectl('annotate', '-n', 'gallery', 'deploy/web', 'kubernetes.io/change-cause=second', '--overwrite');
  await kubectl('set', 'env', '-n', 'gallery', 'deploy/web', 'B=2');
  await kubectl('rollout', 'status', '-n', 'gallery', 'deploy/web');
  await eventually(async () => {
    const states = await kubectl(
      'get',
      'pods',
      '-n',
      'gallery',
      '--no-headers',
      '-o',
      'custom-columns=S:.status.phase',
    );
    expect(states.trim().split(/\s+/).sort().join(' ')).toBe('Failed Pending Pending Running Running Running Running');
    expect(await kubectl('logs', '-n', 'gallery', 'restarted')).toBe('second\n');
  });
}
