import { resources } from '@sampan/api';
import { objectFormats } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';

const fixed: Readonly<Record<string, readonly string[]>> = {
  output: [
    ...objectFormats.map((format) => (/template|jsonpath/.test(format) ? `${format}=` : format)),
    'wide',
    'custom-columns=',
  ],
  'dry-run': ['none', 'server', 'client'],
  cascade: ['background', 'foreground', 'orphan'],
  validate: ['strict', 'warn', 'ignore'],
  type: ['json', 'merge', 'strategic'],
  for: ['condition=', 'create', 'delete', 'jsonpath='],
};

/** The values that the flag called `name` may have, as far as they can be known. */
export async function completeFlagValue(context: Context, name: string, _word: string): Promise<string[]> {
  const known = fixed[name];
  if (known !== undefined) return [...known];
  switch (name) {
    case 'namespace': {
      const { items } = await (await context.client()).resource(resources.namespaces).list();
      return items.map(({ metadata }) => metadata.name ?? '');
    }
    case 'context':
      return (await context.kubeconfig()).config.contexts.map((entry) => entry.name);
    case 'cluster':
      return (await context.kubeconfig()).config.clusters.map((entry) => entry.name);
    case 'user':
      return (await context.kubeconfig()).config.users.map((entry) => entry.name);
    default:
      return [];
  }
}
