import { defineCommand } from '../../framework/command.js';
import { UnexpectedArguments } from '../../framework/errors.js';
import { changeEntry } from './kubeconfig-changes.js';
import { parseProperty, unsetProperty } from './property.js';

export const unset = defineCommand({
  name: 'unset',
  usage: 'PROPERTY_NAME',
  short: 'Unset an individual value in a kubeconfig file',
  long: 'Remove one value, named by words with dots between: the list, the entry, the field.',
  examples: `
# No context in use
kubectl config unset current-context

# The namespace of a context
kubectl config unset contexts.foo.namespace`,
  flags: {},

  async run({ context, args }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new UnexpectedArguments(args);
    const property = parseProperty(name);
    await changeEntry(context, property.entry, (config) => unsetProperty(config, property));
    context.print(`Property ${JSON.stringify(name)} unset.\n`);
  },
});
