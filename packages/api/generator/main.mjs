import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Generates src/generated/ from the pinned client's models and the overlay beside this file. Does nothing when neither
// has changed since the last run: a stamp beside the output says what it was made from.

const here = dirname(fileURLToPath(import.meta.url));
const client = join(here, '..', 'node_modules', '@kubernetes', 'client-node');
const output = join(here, '..', 'src', 'generated');
const stampFile = join(output, '.stamp');

const stamp = await inputStamp();
if ((await readFile(stampFile, 'utf8').catch(() => '')) !== stamp) {
  const { generate } = await import('./generate.mjs');
  await generate(join(client, 'dist', 'gen'), output);
  await writeFile(stampFile, stamp);
}

/** A digest of everything that the output depends on: the client's version, and the generator with its overlay. */
async function inputStamp() {
  const hash = createHash('sha256');
  hash.update(JSON.parse(await readFile(join(client, 'package.json'), 'utf8')).version);
  const files = (await readdir(here, { recursive: true })).filter((name) => name.endsWith('.mjs')).sort();
  for (const name of files) hash.update(name).update(await readFile(join(here, name)));
  return hash.digest('hex');
}
