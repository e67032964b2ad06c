import { formatApiVersion } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { usageError } from '../framework/errors.js';

export const apiVersions = defineCommand({
  name: 'api-versions',
  usage: '',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  examples: `
# What versions of which groups the server serves
kubectl api-versions`,
  flags: {},

  async run({ context, args, commandPath }) {
    if (args.length > 0) throw usageError(commandPath, `unexpected arguments: [${args.join(' ')}]`);
    const groups = await (await context.types()).discovery.refresh();
    const versions = groups.flatMap(({ metadata, versions: served }) =>
      served.map(({ version }) => formatApiVersion({ group: metadata.name ?? '', version })),
    );
    context.print(
      versions
        .sort()
        .map((line) => `${line}\n`)
        .join(''),
    );
  },
});
