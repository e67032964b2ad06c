import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorWords, type UnstructuredObject } from '@sampan/api';
import { formatYaml } from '@sampan/api/yaml';
import { defineCommand } from '../framework/command.js';
import { CommandError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { buildKustomization } from '../kustomize/build.js';
import { openFolder } from '../kustomize/folder.js';
import { idOf, isClusterScoped } from '../kustomize/resource-id.js';

/** Where a kustomization may read files. */
const restrictions = ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'];

export const kustomize = defineCommand({
  name: 'kustomize',
  usage: 'DIR',
  short: 'Build a kustomization target from a directory or URL',
  long: `Print the objects that the kustomization in a directory makes, the current one unless another is named.

 Nothing is fetched from elsewhere, and no program is run: what needs that is refused.`,
  examples: `
# The current directory
kubectl kustomize

# Another one
kubectl kustomize /home/config/production`,
  flags: {
    asCurrentUser: flag.bool('Only for functions in containers, which are not run.'),
    enableAlphaPlugins: flag.bool('Only for plugins, which are not run.'),
    enableHelm: flag.bool('Only for charts, which are not inflated.'),
    env: flag.list('Only for functions in containers, which are not run.', { short: 'e' }),
    helmApiVersions: flag.list('Only for charts, which are not inflated.'),
    helmCommand: flag.string('Only for charts, which are not inflated.', { default: 'helm' }),
    helmDebug: flag.bool('Only for charts, which are not inflated.'),
    helmKubeVersion: flag.string('Only for charts, which are not inflated.'),
    loadRestrictor: flag.string(
      'LoadRestrictionsNone lets kustomizations read files that are not below their directory.',
      {
        default: 'LoadRestrictionsRootOnly',
      },
    ),
    mount: flag.list('Only for functions in containers, which are not run.'),
    network: flag.bool('Only for functions in containers, which are not run.'),
    networkName: flag.string('Only for functions in containers, which are not run.', { default: 'bridge' }),
    output: flag.string('A file to write to, or a directory to write a file for each object into.', { short: 'o' }),
  },

  async run({ context, args, flags }) {
    const [name = '.', ...more] = args;
    if (more.length > 0) throw new CommandError('specify one path to kustomization.yaml');
    if (!restrictions.includes(flags.loadRestrictor)) {
      throw new CommandError(
        `illegal flag value --load-restrictor ${flags.loadRestrictor}; legal values: [${restrictions.join(' ')}]`,
      );
    }
    const isRestricted = flags.loadRestrictor === 'LoadRestrictionsRootOnly';
    const folder = await openFolder(name, { cwd: context.cwd, isRestricted });
    const objects = await buildKustomization(folder, context);
    const text = objects.map((object) => formatYaml(object)).join('---\n');
    if (flags.output === '') return context.print(text);
    const output = path.resolve(context.cwd, flags.output);
    if (!(await isFolder(output))) return await write(output, { text, shown: flags.output });
    for (const [name, object] of namedFiles(objects)) {
      await write(path.join(output, name), { text: formatYaml(object), shown: path.join(flags.output, name) });
    }
  },
});

async function isFolder(at: string): Promise<boolean> {
  return (await stat(at).catch(() => undefined))?.isDirectory() ?? false;
}

async function write(file: string, { text, shown }: { text: string; shown: string }): Promise<void> {
  await writeFile(file, text).catch((error) => {
    throw new CommandError(`open ${shown}: ${systemErrorWords(error) ?? 'it cannot be written'}`);
  });
}

/** A file for each object, named by its type and its name, and by its namespace if there is more than one. */
function namedFiles(objects: readonly UnstructuredObject[]): [string, UnstructuredObject][] {
  const ids = objects.map((object) => ({ object, id: idOf(object) }));
  const namespaces = new Set(ids.filter(({ id }) => !isClusterScoped(id)).map(({ id }) => id.namespace || 'default'));
  return ids.map(({ object, id }) => {
    const type = [id.group, id.version, id.kind].filter((part) => part !== '').join('_');
    const prefix = namespaces.size > 1 && !isClusterScoped(id) ? `${id.namespace || 'default'}_` : '';
    return [`${prefix}${type}_${id.name}.yaml`.toLowerCase(), object];
  });
}
