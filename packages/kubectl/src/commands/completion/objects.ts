import type { Invocation } from '../../framework/command.js';
import type { Context } from '../../framework/context.js';
import type { FlagSet } from '../../framework/flags.js';
import { pluralGroupResource } from '../../framework/type-mapper.js';

/** Types, then names of the type that comes first; `TYPE/` goes on with names. Files are the shell's own matter. */
export async function completeObjects({ context, args, flags }: Invocation<FlagSet>, word: string): Promise<string[]> {
  if (!('filename' in flags) && !('namespace' in flags) && args.length === 0 && !('selector' in flags)) {
    // Commands that take no objects have nothing to offer.
    return [];
  }
  const slash = word.indexOf('/');
  if (slash !== -1) {
    const type = word.slice(0, slash);
    return (await namesOf(context, type)).map((name) => `${type}/${name}`);
  }
  const [type] = args;
  if (type === undefined) return await typeNames(context, word);
  if (type.includes('/')) return [];
  const names = await namesOf(context, type);
  return names.filter((name) => !args.includes(name));
}

/** After a comma another type follows. */
async function typeNames(context: Context, word: string): Promise<string[]> {
  const types = (await context.types()).preferred().filter(({ verbs }) => verbs.includes('get'));
  const seen = new Set<string>();
  const names = types.map((type) => {
    const name = seen.has(type.plural) ? pluralGroupResource(type) : type.plural;
    seen.add(type.plural);
    return name;
  });
  const comma = word.lastIndexOf(',');
  return comma === -1 ? names : names.map((name) => word.slice(0, comma + 1) + name);
}

async function namesOf(context: Context, typeName: string): Promise<string[]> {
  const type = await (await context.types()).byName(typeName);
  const { namespace } = await context.namespace();
  const { items } = await (await context.client()).metadata(type).list(type.namespaced ? { namespace } : {});
  return items.map(({ metadata }) => metadata.name ?? '');
}
