import { createReadStream, type FSWatcher, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import type { SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder, logFile } from '../layout/cluster-folder.js';
import { clusterComponents } from '../supervisor/components.js';
import { supervisorName } from '../supervisor/supervisor.js';
import { UserError } from '../user-error.js';

/** Prints what a component of the cluster has logged. */
export const logs: SampanCommand = {
  usage: 'logs <component>',
  summary: 'print the log of a component: apiserver, controller-manager, scheduler, supervisor, or a node',
  options: [nameOption, { flags: '-f, --follow', description: 'go on printing as the log grows' }],
  async run({ home }, options, [component = '']) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(home, name);
    const config = await requireClusterConfig(folder, name);
    const names = [...clusterComponents(folder, config).map((known) => known.name), supervisorName];
    if (!names.includes(component)) {
      throw new UserError(`there is no component "${component}"`, `it is one of: ${names.join(', ')}`);
    }
    const file = logFile(folder, component);
    const end = await printFrom(file, 0);
    if (options.follow === true) await follow(file, end);
    return 0;
  },
};

/** Prints the file from a byte on; returns where it ended. A log that was never written is empty. */
async function printFrom(file: string, start: number): Promise<number> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`the log ${file} cannot be read (${error.code})`);
  });
  if (handle === undefined) return 0;
  const { size } = await handle.stat();
  await handle.close();
  if (size <= start) return start;
  for await (const chunk of createReadStream(file, { start, end: size - 1 })) process.stdout.write(chunk as Buffer);
  return size;
}

/** Until the terminal interrupts. */
async function follow(file: string, start: number): Promise<never> {
  let position = start;
  let printing = Promise.resolve();
  const watcher: FSWatcher = watch(file, () => {
    printing = printing.then(async () => {
      position = await printFrom(file, position);
    });
  });
  return new Promise((_, reject) => watcher.once('error', reject));
}
