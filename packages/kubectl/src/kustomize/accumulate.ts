import path from 'node:path';
import { isJsonObject, type UnstructuredObject } from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';
import { runGenerators, runTransformers } from './builtin-plugins.js';
import { decodeFirst } from './decode.js';
import { defaultConfig, mergeConfig, type TransformerConfig } from './default-fields.js';
import type { Folder } from './folder.js';
import { absorb, append } from './generators/absorb.js';
import { generate } from './generators/generate.js';
import type { Kustomization, VarArgs } from './kustomization.js';
import { loadKustomization } from './load-kustomization.js';
import { generatedBy } from './origin.js';
import { MalformedYaml, readResources } from './read-resources.js';
import { type Resource, resourceOf } from './resource.js';
import { setImages } from './transformers/images.js';
import { addAnnotations, addLabels } from './transformers/metadata.js';
import { addPrefix, addSuffix, setNamespace } from './transformers/names.js';
import { applyJsonPatches, applyPatches } from './transformers/patches.js';
import { applyReplacements } from './transformers/replacements.js';
import { setReplicas } from './transformers/replicas.js';
import { mergeVars } from './vars.js';

/** What kustomizations have come to so far: resources, and what is still to be done with them at the end. */
export interface Accumulated {
  resources: Resource[];
  config: TransformerConfig;
  vars: VarArgs[];
}

/** What a build needs besides its files. */
export interface BuildContext {
  /** Where the build begins. */
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  warn(line: string): void;
}

/** Nothing yet. */
export function nothing(): Accumulated {
  return { resources: [], config: defaultConfig, vars: [] };
}

/**
 * Does what a kustomization says, in kustomize's order: resources, generators, components, patches, names, labels,
 * counts, images, replacements. A component works on what its user has gathered so far, everything else on its own.
 */
export async function accumulate(
  folder: Folder,
  kustomization: Kustomization,
  { into, context }: { into: Accumulated; context: BuildContext },
): Promise<Accumulated> {
  const all = into;
  for (const file of kustomization.resources ?? []) {
    try {
      await addResources(all, file, { folder, context });
    } catch (error) {
      throw new CommandError(`accumulating resources: ${errorWords(error)}`);
    }
  }
  await addConfigurations(all, kustomization, folder);
  const shared = kustomization.generatorOptions ?? {};
  for (const [kind, list] of [
    ['ConfigMap', kustomization.configMapGenerator],
    ['Secret', kustomization.secretGenerator],
  ] as const) {
    for (const args of list ?? []) {
      const resource = await generate(folder, kind, { args, shared, env: context.env });
      resource.origin = generatedBy(`${kind}Generator`, path.relative(context.root, folder.root));
      try {
        absorb(all.resources, resource);
      } catch (error) {
        throw new CommandError(`merging from generator: ${errorWords(error)}`);
      }
    }
  }
  const { resources } = all;
  await runGenerators(kustomization.generators ?? [], { resources, folder, env: context.env });
  for (const component of kustomization.components ?? []) await addComponent(all, component, { folder, context });
  await transform(all, kustomization, folder);
  await runTransformers(kustomization.transformers ?? [], { resources, folder, env: context.env });
  try {
    all.vars = mergeVars(all.vars, kustomization.vars ?? []);
  } catch (error) {
    throw new CommandError(`merging vars: ${errorWords(error)}`);
  }
  return all;
}

async function transform(
  { resources, config }: Accumulated,
  kustomization: Kustomization,
  folder: Folder,
): Promise<void> {
  await applyPatches(resources, kustomization, folder);
  setNamespace(resources, kustomization.namespace ?? '', config.namespace);
  addPrefix(resources, kustomization.namePrefix ?? '', config.namePrefix);
  addSuffix(resources, kustomization.nameSuffix ?? '', config.nameSuffix);
  addLabels(resources, kustomization, config);
  addAnnotations(resources, kustomization, config);
  await applyJsonPatches(resources, kustomization.patchesJson6902 ?? [], folder);
  setReplicas(resources, kustomization.replicas ?? [], config.replicas);
  setImages(resources, kustomization.images ?? [], config.images);
  await applyReplacements(resources, kustomization.replacements ?? [], folder);
}

/** An entry of `resources` is a file of objects, or else a folder with a kustomization. */
async function addResources(
  all: Accumulated,
  file: string,
  { folder, context }: { folder: Folder; context: BuildContext },
): Promise<void> {
  let problem: unknown;
  try {
    return await addFile(all, file, { folder, context });
  } catch (error) {
    problem = error;
  }
  if (problem instanceof MalformedYaml) throw problem;
  try {
    await addFolder(all, await folder.open(file), context);
  } catch (error) {
    throw new CommandError(`accumulation err='${errorWords(problem)}': ${errorWords(error)}`);
  }
}

async function addFile(
  all: Accumulated,
  file: string,
  { folder, context }: { folder: Folder; context: BuildContext },
): Promise<void> {
  let objects: UnstructuredObject[];
  try {
    objects = readResources((await folder.read(file)).toString('utf8'), file);
  } catch (error) {
    const words = `accumulating resources from '${file}': ${errorWords(error)}`;
    throw error instanceof MalformedYaml ? new MalformedYaml(words) : new CommandError(words);
  }
  try {
    const origin = { path: path.join(path.relative(context.root, folder.root), file) };
    for (const object of objects) append(all.resources, { ...resourceOf(object), origin });
  } catch (error) {
    throw new CommandError(`merging resources from '${file}': ${errorWords(error)}`);
  }
}

async function addFolder(all: Accumulated, folder: Folder, context: BuildContext): Promise<void> {
  const base = await accumulateFolder(folder, { isComponent: false, into: nothing(), context });
  try {
    for (const resource of base.resources) append(all.resources, resource);
    all.vars = mergeVars(all.vars, base.vars);
  } catch (error) {
    throw new CommandError(`recursed merging from path '${folder.root}': ${errorWords(error)}`);
  }
  all.config = joined(all.config, base.config);
}

async function addComponent(
  all: Accumulated,
  component: string,
  { folder, context }: { folder: Folder; context: BuildContext },
): Promise<void> {
  const at = await folder.open(component).catch((error) => {
    throw new CommandError(`accumulating components: loader.New ${JSON.stringify(errorWords(error))}`);
  });
  await accumulateFolder(at, { isComponent: true, into: all, context }).catch((error) => {
    throw new CommandError(`accumulating components: accumulateDirectory: ${JSON.stringify(errorWords(error))}`);
  });
}

async function accumulateFolder(
  folder: Folder,
  { isComponent, into, context }: { isComponent: boolean; into: Accumulated; context: BuildContext },
): Promise<Accumulated> {
  const kustomization = await loadKustomization(folder, context).catch((error) => {
    throw new CommandError(`couldn't make target for path '${folder.root}': ${errorWords(error)}`);
  });
  const { kind } = kustomization;
  if (isComponent && kind !== 'Component') {
    throw new CommandError(`expected kind 'Component' for path '${folder.root}' but got '${kind}'`);
  }
  if (!isComponent && kind === 'Component')
    throw new CommandError(`expected kind != 'Component' for path '${folder.root}'`);
  return await accumulate(folder, kustomization, { into, context }).catch((error) => {
    throw new CommandError(`recursed accumulation of path '${folder.root}': ${errorWords(error)}`);
  });
}

async function addConfigurations(
  all: Accumulated,
  { configurations = [] }: Kustomization,
  folder: Folder,
): Promise<void> {
  for (const file of configurations) {
    const value = decodeFirst((await folder.read(file)).toString('utf8'), '');
    if (isJsonObject(value)) all.config = mergeConfig(all.config, value as Partial<TransformerConfig>);
  }
}

/** One configuration with what the other adds to the built-in one. */
function joined(one: TransformerConfig, other: TransformerConfig): TransformerConfig {
  const added = Object.fromEntries(
    Object.entries(other).map(([field, specs]) => {
      const known = one[field as keyof TransformerConfig] as unknown[];
      return [field, (specs as unknown[]).filter((spec) => !known.includes(spec))];
    }),
  );
  return mergeConfig(one, added as Partial<TransformerConfig>);
}
