import type { UnstructuredObject } from '@sampan/api';
import { accumulate, type BuildContext, nothing } from './accumulate.js';
import { fixReferences } from './fix-references.js';
import type { Folder } from './folder.js';
import { hashNames } from './hash-names.js';
import { loadKustomization } from './load-kustomization.js';
import { addBuildMetadata } from './origin.js';
import { sortResources } from './sort.js';
import { resolveVars } from './vars.js';

/**
 * The objects that the kustomization in `folder` makes. When all of it is gathered, names get their hashes, references
 * follow the names, variables are filled in, and what is for this machine alone is left out.
 */
export async function buildKustomization(
  folder: Folder,
  options: Omit<BuildContext, 'root'>,
): Promise<UnstructuredObject[]> {
  const context = { env: options.env, warn: options.warn, root: folder.root };
  const kustomization = await loadKustomization(folder, context);
  const { resources, config, vars } = await accumulate(folder, kustomization, { into: nothing(), context });
  hashNames(resources);
  fixReferences(resources, config.nameReference);
  resolveVars(resources, vars, config.varReference);
  const kept = resources.filter(({ object }) => !isLocal(object));
  addBuildMetadata(kept, kustomization.buildMetadata ?? []);
  return sortResources(kept, kustomization.sortOptions).map(({ object }) => object);
}

function isLocal({ metadata }: UnstructuredObject): boolean {
  const value = metadata.annotations?.['config.kubernetes.io/local-config'];
  return value !== undefined && value !== 'false';
}
