import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { HelpRequested } from '../../framework/parse-flags.js';
import { changeEntry, defaultFile, type EntryList, loadForChange } from './kubeconfig-changes.js';

/** Takes the entry that `args` names out of the file that has it. */
export async function deleteEntry(
  context: Context,
  args: readonly string[],
  { list, noun }: { list: EntryList; noun: string },
): Promise<void> {
  const [name, ...more] = args;
  if (name === undefined || more.length > 0) throw new HelpRequested();
  const loaded = await loadForChange(context);
  if (!loaded.config[list].some((entry) => entry.name === name)) {
    const file = context.globals.kubeconfig || (await defaultFile(context, loaded));
    throw new CommandError(`cannot delete ${noun} ${name}, not in ${file}`);
  }
  if (list === 'contexts' && loaded.config['current-context'] === name) {
    context.warn(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one',
    );
  }
  const file = await changeEntry(context, `${list}/${name}`, (config) => {
    config[list] = config[list].filter((entry) => entry.name !== name) as never;
  });
  context.print(`deleted ${noun} ${name} from ${context.globals.kubeconfig || file}\n`);
}
