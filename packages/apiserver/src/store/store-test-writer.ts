import { writeSync } from 'node:fs';
import { systemClock } from '@sampan/api';
import { createStore } from './create-store.js';
import { sqliteBackend } from './sqlite.js';
import { latestOf, put, remove } from './store-test-tools.js';

/**
 * A program that a test kills: opens the store in the file it is given and writes until it dies, with 16 writers, some
 * of them deleting. Each acknowledged write becomes a line of its output: type, revision, key.
 */
const store = await createStore({
  backend: sqliteBackend({ file: process.argv[2] as string }),
  clock: systemClock,
  retention: { rows: 300 }, // so that it also dies while it compacts
});

async function write(writer: number): Promise<never> {
  for (let turn = 0; ; turn++) {
    const key = `/registry/configmaps/a/${writer}-${turn % 50}`;
    const deletes = turn % 7 === 6 && latestOf(store, key) !== undefined;
    const { revision } = await (deletes ? remove(store, key) : put(store, key, 'x'.repeat(1024)));
    writeSync(1, `${deletes ? 'delete' : 'put'} ${revision} ${key}\n`);
  }
}

for (let writer = 0; writer < 16; writer++) void write(writer);
