import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import type { ManifestSources } from '../../framework/manifests.js';
import { type ResolvedSelection, resolveSelection } from '../../framework/selection.js';
import type { MappedType } from '../../framework/type-mapper.js';

/** The objects that a subcommand of rollout is about. */
export async function rolloutSelection(
  context: Context,
  args: readonly string[],
  flags: ManifestSources & { selector: string },
): Promise<ResolvedSelection> {
  if (args.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
    throw new CommandError('required resource not specified');
  }
  return await resolveSelection(context, { args, files: flags, selector: flags.selector, typeAloneMeansAll: true });
}

export function checkRevision(revision: number): void {
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
}

/** `Deployment.apps`, `Pod`. */
export function groupKind({ group, kind }: Pick<MappedType, 'group' | 'kind'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}
