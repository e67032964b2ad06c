import { isJsonObject, type UnstructuredObject } from '@sampan/api';
import { CommandError } from '../framework/errors.js';
import { decodeAll } from './decode.js';
import type { FieldSpec } from './field-specs.js';
import type { Folder } from './folder.js';
import { absorb } from './generators/absorb.js';
import { generate } from './generators/generate.js';
import { hashNames } from './hash-names.js';
import type { GeneratorArgs, ImageArgs, PatchArgs, ReplacementArgs } from './kustomization.js';
import type { Resource } from './resource.js';
import { setImages } from './transformers/images.js';
import { addPairs } from './transformers/metadata.js';
import { addPrefix, addSuffix, setNamespace } from './transformers/names.js';
import { applyJsonPatches, applyPatches } from './transformers/patches.js';
import { applyReplacements } from './transformers/replacements.js';
import { setReplicas } from './transformers/replicas.js';

/** The configuration of a built-in plugin, as a file of its own: what its kind takes. */
interface PluginConfig extends UnstructuredObject, PatchArgs {
  fieldSpecs?: FieldSpec[];
  prefix?: string;
  suffix?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  imageTag?: ImageArgs;
  replica?: { name?: string; count?: number };
  paths?: string[];
  patches?: string;
  jsonOp?: string;
  replacements?: ReplacementArgs[];
}

interface Run {
  resources: Resource[];
  config: PluginConfig;
  specs: readonly FieldSpec[];
  folder: Folder;
  env: Readonly<Record<string, string | undefined>>;
}

const generated = (kind: 'ConfigMap' | 'Secret') => async (run: Run) => {
  const { name = '', namespace = '' } = run.config.metadata;
  const args: GeneratorArgs = { ...(run.config as GeneratorArgs), name, namespace };
  absorb(run.resources, await generate(run.folder, kind, { args, shared: {}, env: run.env }));
};

const generators: Readonly<Record<string, (run: Run) => void | Promise<void>>> = {
  ConfigMapGenerator: generated('ConfigMap'),
  SecretGenerator: generated('Secret'),
};

const transformers: Readonly<Record<string, (run: Run) => void | Promise<void>>> = {
  PrefixTransformer: ({ resources, config, specs }) => addPrefix(resources, config.prefix ?? '', specs),
  SuffixTransformer: ({ resources, config, specs }) => addSuffix(resources, config.suffix ?? '', specs),
  PrefixSuffixTransformer: ({ resources, config, specs }) => {
    addPrefix(resources, config.prefix ?? '', specs);
    addSuffix(resources, config.suffix ?? '', specs);
  },
  LabelTransformer: ({ resources, config, specs }) => addPairs(resources, config.labels ?? {}, specs),
  AnnotationsTransformer: ({ resources, config, specs }) => addPairs(resources, config.annotations ?? {}, specs),
  NamespaceTransformer: ({ resources, config, specs }) =>
    setNamespace(resources, config.metadata.namespace ?? '', specs),
  ImageTagTransformer: ({ resources, config, specs }) => setImages(resources, [config.imageTag ?? {}], specs),
  ReplicaCountTransformer: ({ resources, config, specs }) => setReplicas(resources, [config.replica ?? {}], specs),
  PatchTransformer: ({ resources, config, folder }) => applyPatches(resources, { patches: [patchOf(config)] }, folder),
  PatchStrategicMergeTransformer: ({ resources, config, folder }) =>
    applyPatches(
      resources,
      { patchesStrategicMerge: [...(config.paths ?? []), ...(config.patches ? [`${config.patches}\n`] : [])] },
      folder,
    ),
  PatchJson6902Transformer: ({ resources, config, folder }) =>
    applyJsonPatches(resources, [{ ...patchOf(config), ...(config.jsonOp && { patch: config.jsonOp }) }], folder),
  ReplacementTransformer: ({ resources, config, folder }) =>
    applyReplacements(resources, config.replacements ?? [], folder),
  HashTransformer: ({ resources }) => hashNames(resources),
};

function patchOf({ path, patch, target, options }: PluginConfig): PatchArgs {
  return { ...(path && { path }), ...(patch && { patch }), ...(target && { target }), ...(options && { options }) };
}

/** Runs the generators that entries of `generators` configure. */
export async function runGenerators(
  entries: readonly string[],
  run: Pick<Run, 'resources' | 'folder' | 'env'>,
): Promise<void> {
  await runAll(entries, generators, run);
}

/** Runs the transformers that entries of `transformers` configure. */
export async function runTransformers(
  entries: readonly string[],
  run: Pick<Run, 'resources' | 'folder' | 'env'>,
): Promise<void> {
  await runAll(entries, transformers, run);
}

async function runAll(
  entries: readonly string[],
  known: typeof transformers,
  run: Pick<Run, 'resources' | 'folder' | 'env'>,
): Promise<void> {
  for (const entry of entries) {
    const isInline = entry.includes('\n');
    const text = isInline ? entry : (await run.folder.read(entry)).toString('utf8');
    for (const config of decodeAll(text, '') as PluginConfig[]) {
      const plugin = isJsonObject(config) && config.apiVersion === 'builtin' ? known[config.kind] : undefined;
      if (plugin === undefined) {
        const what = isJsonObject(config) ? `${String(config.kind)} of ${String(config.apiVersion)}` : 'an entry';
        throw new CommandError(
          `${what} is no built-in plugin: programs and functions in containers are not run for kustomizations here`,
        );
      }
      await plugin({ ...run, config, specs: config.fieldSpecs ?? [] });
    }
  }
}
