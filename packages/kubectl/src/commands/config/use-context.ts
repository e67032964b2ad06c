import { defineCommand } from '../../framework/command.js';
import { oneEntry } from '../../framework/completers.js';
import { CommandError, UnexpectedArguments } from '../../framework/errors.js';
import { changeEntry, loadForChange } from './kubeconfig-changes.js';

export const useContext = defineCommand({
  name: 'use-context',
  aliases: ['use'],
  usage: 'CONTEXT_NAME',
  short: 'Set the current-context in a kubeconfig file',
  complete: oneEntry('contexts'),
  examples: `
# Another context from now on
kubectl config use-context minikube`,
  flags: {},

  async run({ context, args }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new UnexpectedArguments(args);
    const { config } = await loadForChange(context);
    if (!config.contexts.some((entry) => entry.name === name)) {
      throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`);
    }
    await changeEntry(context, 'current-context', (changed) => {
      changed['current-context'] = name;
    });
    context.print(`Switched to context ${JSON.stringify(name)}.\n`);
  },
});
