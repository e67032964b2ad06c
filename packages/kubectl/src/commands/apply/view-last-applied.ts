import { defineCommand } from '../../framework/command.js';
import { fileFlags, selectorFlags } from '../../framework/common-flags.js';
import { objects } from '../../framework/completers.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { lastAppliedText } from '../../framework/last-applied.js';
import { readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';

export const viewLastApplied = defineCommand({
  name: 'view-last-applied',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  complete: objects,
  examples: `
# Of one object, as YAML
kubectl apply view-last-applied deployment/nginx

# Of what a file names, as JSON
kubectl apply view-last-applied -f deploy.yaml -o json`,
  flags: {
    ...fileFlags('view'),
    selector: selectorFlags.selector,
    all: flag.bool('All objects of the given types in the namespace.'),
    output: flag.string('Output format: json or yaml.', { short: 'o', default: 'yaml' }),
  },

  async run({ context, args, flags }) {
    if (!['json', 'yaml'].includes(flags.output)) {
      throw new CommandError(`Unexpected -o output mode: ${flags.output}, the flag 'output' must be one of yaml|json`);
    }
    const { targets, failures } = await resolveSelection(context, { ...flags, args, files: flags });
    const read = await readObjects(context, targets);
    failures.push(...read.failures);
    for (const { object } of read.infos) {
      const text = lastAppliedText(object);
      if (text === undefined) continue;
      if (flags.output === 'json') {
        const { formatJson } = await import('../../printers/json.js');
        context.print(formatJson(JSON.parse(text), 2));
      } else {
        const { formatYaml } = await import('@sampan/api/yaml');
        context.print(formatYaml(JSON.parse(text)));
      }
    }
    throwFailures(failures);
  },
});
