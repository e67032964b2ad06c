import { resources } from '@sampan/api';
import type { Invocation } from '../../framework/command.js';
import { objectFormats } from '../../framework/common-flags.js';
import { containersOf } from '../../framework/completers.js';
import { type Completions, filesOnly, words } from '../../framework/completion.js';
import type { FlagSet } from '../../framework/flags.js';

const fixed: Readonly<Record<string, readonly string[]>> = {
  'dry-run': ['none', 'server', 'client'],
  cascade: ['background', 'foreground', 'orphan'],
  validate: ['strict', 'warn', 'ignore'],
  subresource: ['status', 'scale', 'resize'],
};

/** The values that the flag called `name` may have, as far as they can be known. */
export async function completeFlagValue(invocation: Invocation<FlagSet>, name: string): Promise<Completions> {
  const { context, commandPath, args } = invocation;
  const known = fixed[name];
  if (known !== undefined) return words(known);
  const config = async () => (await context.kubeconfig()).config;
  switch (name) {
    case 'namespace': {
      const { items } = await (await context.client()).resource(resources.namespaces).list();
      return words(items.map(({ metadata }) => metadata.name ?? ''));
    }
    case 'context':
      return words((await config()).contexts.map((entry) => entry.name));
    case 'cluster':
      return words((await config()).clusters.map((entry) => entry.name));
    case 'user':
      return words((await config()).users.map((entry) => entry.name));
    case 'filename':
      return { words: ['json', 'yaml', 'yml'], directive: { areExtensions: true } };
    case 'output':
      return commandPath === 'kubectl get'
        ? words([...objectFormats, 'custom-columns', 'custom-columns-file', 'wide'])
        : filesOnly;
    case 'container':
      return args[0] === undefined ? words([]) : words(await containersOf(context, args[0]));
    default:
      return filesOnly;
  }
}
