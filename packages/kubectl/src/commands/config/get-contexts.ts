import { defineCommand } from '../../framework/command.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { formatTable } from '../../printers/tabwriter.js';
import { loadForChange } from './kubeconfig-changes.js';

export const getContexts = defineCommand({
  name: 'get-contexts',
  usage: '[(-o|--output=)name)]',
  short: 'Describe one or many contexts',
  examples: `
# All contexts
kubectl config get-contexts

# One
kubectl config get-contexts my-context`,
  flags: {
    noHeaders: flag.bool('Leave out the head of the table.'),
    output: flag.string("'name' prints names only.", { short: 'o' }),
  },

  async run({ context, args, flags }) {
    if (!['', 'name'].includes(flags.output)) {
      throw new CommandError(
        `--output ${flags.output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    }
    const { config } = await loadForChange(context);
    const names = args.length > 0 ? args : config.contexts.map(({ name }) => name).sort();
    const failures: unknown[] = [];
    const rows = names.flatMap((name) => {
      const found = config.contexts.find((entry) => entry.name === name)?.context;
      if (found === undefined) {
        failures.push(new CommandError(`context ${name} not found`));
        return [];
      }
      const mark = config['current-context'] === name ? '*' : '';
      return [[mark, name, found.cluster ?? '', found.user ?? '', found.namespace ?? '']];
    });
    if (flags.output === 'name') context.print(rows.map(([, name]) => `${name}\n`).join(''));
    else {
      const head = flags.noHeaders ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']];
      context.print(formatTable([...head, ...rows]));
    }
    throwFailures(failures);
  },
});
