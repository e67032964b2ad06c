import { defineCommand } from '../framework/command.js';
import { errorWords } from '../framework/error-words.js';
import { CommandError, usageError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { type MappedType, pluralGroupResource } from '../framework/type-mapper.js';
import { formatTable } from '../printers/tabwriter.js';

export const apiResources = defineCommand({
  name: 'api-resources',
  usage: '[flags]',
  short: 'Print the supported API resources on the server',
  examples: `
# All types
kubectl api-resources

# With their verbs and categories
kubectl api-resources -o wide

# In namespaces, of one group, by name
kubectl api-resources --namespaced=true --api-group=apps -o name`,
  flags: {
    apiGroup: flag.string('Only types of this API group.'),
    cached: flag.bool('What is known from before is good enough.'),
    categories: flag.list('Only types in all these categories.'),
    namespaced: flag.bool('True: only types in namespaces; false: only others.', { default: true }),
    noHeaders: flag.bool('Leave out the head of the table.'),
    output: flag.string('Output format, one of: (wide, name).', { short: 'o' }),
    sortBy: flag.string("'name' or 'kind'."),
    verbs: flag.list('Only types with all these verbs.'),
  },

  async run({ context, args, flags, isSet, commandPath }) {
    if (args.length > 0) throw usageError(commandPath, `unexpected arguments: [${args.join(' ')}]`);
    if (!['', 'wide', 'name'].includes(flags.output)) {
      throw new CommandError(`--output ${flags.output} is not available`);
    }
    if (!['', 'name', 'kind'].includes(flags.sortBy)) throw new CommandError('--sort-by accepts only name or kind');
    const mapper = await context.types();
    if (!flags.cached && !mapper.discovery.isFresh()) await mapper.refresh();
    const types = mapper
      .preferred()
      .filter((type) => type.verbs.length > 0)
      .filter((type) => !isSet('apiGroup') || type.group === flags.apiGroup)
      .filter((type) => !isSet('namespaced') || type.namespaced === flags.namespaced)
      .filter((type) => flags.verbs.every((verb) => type.verbs.includes(verb)))
      .filter((type) => flags.categories.every((category) => type.categories.includes(category)));
    const sorted = sortTypes(types, flags.sortBy);
    const failures = [...mapper.discovery.failures()];
    if (flags.output === 'name') context.print(sorted.map((type) => `${pluralGroupResource(type)}\n`).join(''));
    else {
      const isWide = flags.output === 'wide';
      context.print(
        formatTable([...(flags.noHeaders ? [] : [header(isWide)]), ...sorted.map((type) => row(type, isWide))]),
      );
    }
    if (failures.length > 0) {
      const reasons = failures.map(([version, error]) => `${version}: ${errorWords(error)}`).join(', ');
      throw new CommandError(`unable to retrieve the complete list of server APIs: ${reasons}`);
    }
  },
});

/** By group, unless asked otherwise; within a group as the server gives them. */
function sortTypes(types: readonly MappedType[], by: string): MappedType[] {
  const key = (type: MappedType) => (by === 'kind' ? type.kind : by === 'name' ? type.plural : type.group);
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...types].sort((a, b) => order(key(a), key(b)) || (by === '' ? order(a.plural, b.plural) : 0));
}

function header(isWide: boolean): string[] {
  return ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(isWide ? ['VERBS', 'CATEGORIES'] : [])];
}

function row(type: MappedType, isWide: boolean): string[] {
  const cells = [type.plural, type.shortNames.join(','), type.apiVersion, String(type.namespaced), type.kind];
  return isWide ? [...cells, type.verbs.join(','), type.categories.join(',')] : cells;
}
