import { defineCommand } from '../../framework/command.js';
import { oneEntry } from '../../framework/completers.js';
import { CommandError, UnexpectedArguments } from '../../framework/errors.js';
import { changeEntry, defaultFile, loadForChange } from './kubeconfig-changes.js';

export const renameContext = defineCommand({
  name: 'rename-context',
  usage: 'CONTEXT_NAME NEW_NAME',
  short: 'Rename a context from the kubeconfig file',
  complete: oneEntry('contexts'),
  long: 'Give a context another name. If it is the current one it stays the current one.',
  examples: `
# old-name is new-name from now on
kubectl config rename-context old-name new-name`,
  flags: {},

  async run({ context, args }) {
    const [name, newName, ...more] = args;
    if (name === undefined || newName === undefined || more.length > 0) throw new UnexpectedArguments(args);
    const loaded = await loadForChange(context);
    const file = await defaultFile(context, loaded);
    const has = (wanted: string) => loaded.config.contexts.some((entry) => entry.name === wanted);
    if (!has(name)) throw new CommandError(`cannot rename the context ${JSON.stringify(name)}, it's not in ${file}`);
    if (has(newName)) {
      throw new CommandError(
        `cannot rename the context ${JSON.stringify(name)}, the context ${JSON.stringify(newName)} already exists in ${file}`,
      );
    }
    await changeEntry(context, `contexts/${name}`, (config) => {
      for (const entry of config.contexts) if (entry.name === name) entry.name = newName;
    });
    if (loaded.config['current-context'] === name) {
      await changeEntry(context, 'current-context', (config) => {
        config['current-context'] = newName;
      });
    }
    context.print(`Context ${JSON.stringify(name)} renamed to ${JSON.stringify(newName)}.\n`);
  },
});
