import { defineCommand } from '../../framework/command.js';
import { oneEntry } from '../../framework/completers.js';
import { CommandError, UnexpectedArguments } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { assignField, changeEntry, loadForChange } from './kubeconfig-changes.js';

export const setContext = defineCommand({
  name: 'set-context',
  usage: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  short: 'Set a context entry in kubeconfig',
  complete: oneEntry('contexts'),
  long: 'Make a context, or change the given fields of one that is there.',
  examples: `
# Another user for a context
kubectl config set-context gce --user=cluster-admin

# Another namespace from now on
kubectl config set-context --current --namespace=my-namespace`,
  flags: {
    cluster: flag.string('The cluster of the context.'),
    current: flag.bool('Change the context in use.'),
    namespace: flag.string('The namespace of the context.'),
    user: flag.string('The user of the context.'),
  },

  async run({ context, args, flags, isSet }) {
    if (args.length > 1) throw new UnexpectedArguments(args);
    if (args.length === 0 && !flags.current) {
      throw new CommandError('you must specify a non-empty context name or --current');
    }
    if (args.length === 1 && flags.current)
      throw new CommandError('you cannot specify both a context name and --current');
    const { config } = await loadForChange(context);
    const name = flags.current ? config['current-context'] : (args[0] ?? '');
    if (name === '') throw new CommandError('no current context is set');
    const isThere = config.contexts.some((entry) => entry.name === name);
    await changeEntry(context, `contexts/${name}`, (changed) => {
      let entry = changed.contexts.find((one) => one.name === name);
      if (entry === undefined) {
        entry = { name, context: { cluster: '', user: '' } };
        changed.contexts.push(entry);
      }
      for (const field of ['cluster', 'user'] as const) if (isSet(field)) entry.context[field] = flags[field];
      if (isSet('namespace')) assignField(entry.context, 'namespace', flags.namespace);
    });
    context.print(`Context ${JSON.stringify(name)} ${isThere ? 'modified' : 'created'}.\n`);
  },
});
