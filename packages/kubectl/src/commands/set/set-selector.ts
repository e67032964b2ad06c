import { parseLabelSelector, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { BareFailure, changeObjects, setFlags } from './setter.js';

const { kustomize: _, ...ownFlags } = setFlags;

export const setSelector = defineCommand({
  name: 'selector',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  short: 'Set the selector on a resource',
  long: `Replace the selector of a service.

 With --resource-version it is replaced only if the service still is in that state.`,
  examples: `
# A service for the pods of another environment
kubectl set selector svc/my-svc environment=qa`,
  flags: {
    ...ownFlags,
    recursive: flag.bool('Read the directories of -f with all directories below them.', { short: 'R', default: true }),
    resourceVersion: flag.string('Only if the service has this resource version.'),
  },

  async run({ context, args, flags }) {
    const expression = args.at(-1);
    if (expression === undefined) throw new CommandError('one selector is required');
    const selector = parseLabelSelector(expression);
    await changeObjects(context, {
      args: args.slice(0, -1),
      flags,
      operation: 'selector updated',
      failure: 'failed to patch selector update',
      skipUnchanged: false,
      apply: (object: UnstructuredObject) => {
        if (object.kind !== 'Service') throw new BareFailure('setting a selector is only supported for Services');
        const labels: Record<string, string> = {};
        for (const { key, operator, values } of selector.requirements) {
          if (operator !== '=' && operator !== '==') {
            const shown = `{${key} ${goOperators[operator] ?? operator} [${values.join(' ')}]}`;
            throw new BareFailure(`match expression [${shown}] not supported on this object`);
          }
          labels[key] = values[0] ?? '';
        }
        if (flags.resourceVersion !== '') object.metadata.resourceVersion = flags.resourceVersion;
        object.spec = { ...(object.spec as object), selector: labels };
      },
    });
  },
});

/** The operators of label selectors as their Go type prints them. */
const goOperators: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  '!=': 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};
