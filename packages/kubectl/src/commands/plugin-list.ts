import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { defineCommand } from '../framework/command.js';
import { CommandError, SilentExit } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { isExecutable, pathFolders } from '../framework/plugins.js';
import { root } from './index.js';

export const pluginList = defineCommand({
  name: 'list',
  usage: '[flags]',
  short: "List all visible plugin executables on a user's PATH",
  flags: { nameOnly: flag.bool('Print names instead of paths.') },

  async run({ context, flags }) {
    const files = await pluginFiles(context.env);
    if (files.length === 0) throw new CommandError('unable to find any kubectl plugins in your PATH');
    context.print('The following compatible plugins are available:\n\n');
    const seen = new Map<string, string>();
    let warnings = 0;
    for (const file of files) {
      const name = path.basename(file);
      context.print(`${flags.nameOnly ? name : file}\n`);
      for (const warning of await warningsFor(file, seen)) {
        context.warn(`  - warning: ${warning}`);
        warnings++;
      }
      if (!seen.has(name)) seen.set(name, file);
    }
    if (warnings === 0) return;
    context.warn(`error: ${warnings === 1 ? 'one plugin warning was' : `${warnings} plugin warnings were`} found`);
    throw new SilentExit(1);
  },
});

async function pluginFiles(env: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const folders = [...new Set(pathFolders(env))];
  const lists = folders.map(async (folder) => {
    const names = await readdir(folder).catch(() => []);
    return names
      .filter((name) => name.startsWith('kubectl-'))
      .sort()
      .map((name) => path.join(folder, name));
  });
  return (await Promise.all(lists)).flat();
}

async function warningsFor(file: string, seen: ReadonlyMap<string, string>): Promise<string[]> {
  const name = path.basename(file);
  const first = seen.get(name);
  const words = name.slice('kubectl-'.length).split('-');
  const isHidden = root.commands?.some((command) => command.name === words[0]) ?? false;
  return [
    ...((await isExecutable(file)) ? [] : [`${file} identified as a kubectl plugin, but it is not executable`]),
    ...(first === undefined ? [] : [`${file} is overshadowed by a similarly named plugin: ${first}`]),
    ...(isHidden ? [`${name} overwrites existing command: "kubectl ${words[0]}"`] : []),
  ];
}
