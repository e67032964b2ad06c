import { access } from 'node:fs/promises';
import type { Kubeconfig, LoadedKubeconfig } from '@sampan/client';
import type { Context } from '../../framework/context.js';

/** The kinds of entries that a kubeconfig lists by name. */
export type EntryList = 'clusters' | 'users' | 'contexts';

/** What the kubeconfig files say; a file that --kubeconfig names may still have to be made. */
export async function loadForChange(context: Context): Promise<LoadedKubeconfig> {
  try {
    return await context.kubeconfig();
  } catch (error) {
    const file = await defaultFile(context, undefined);
    const isMissing = file !== undefined && !(await exists(file));
    if (!isMissing) throw error;
    const { readKubeconfig } = await import('@sampan/client');
    return { config: await readKubeconfig(file), files: [file], origins: new Map() };
  }
}

/** Changes one entry (`contexts/NAME`, `current-context`) where it is, or makes it where new entries go. */
export async function changeEntry(
  context: Context,
  entry: string,
  change: (config: Kubeconfig) => void,
): Promise<string> {
  const loaded = await loadForChange(context);
  const file = loaded.origins.get(entry) ?? (await defaultFile(context, loaded)) ?? '';
  const { changeKubeconfig } = await import('@sampan/client');
  await changeKubeconfig(file, change);
  return file;
}

/** The file for new entries: the first that exists, else the last. */
export async function defaultFile(context: Context, loaded: LoadedKubeconfig | undefined): Promise<string | undefined> {
  if (context.globals.kubeconfig !== '') {
    const path = await import('node:path');
    return path.resolve(context.cwd, context.globals.kubeconfig);
  }
  const files = loaded?.files ?? [];
  for (const file of files) if (await exists(file)) return file;
  return files.at(-1);
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** The value of a flag that sets a field: an empty text removes it. */
export function assignField(target: Record<string, unknown>, field: string, value: unknown): void {
  if (value === '' || value === false) delete target[field];
  else target[field] = value;
}
