import type { JsonObject } from '@sampan/api';
import { CommandError } from '../framework/errors.js';
import { decodeFirst } from './decode.js';
import type { FieldSpec } from './field-specs.js';

/** Options of generated objects. */
export interface GeneratorOptions {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  disableNameSuffixHash?: boolean;
  immutable?: boolean;
}

/** A ConfigMap or a Secret to generate. */
export interface GeneratorArgs {
  name?: string;
  namespace?: string;
  behavior?: string;
  files?: string[];
  literals?: string[];
  envs?: string[];
  env?: string;
  type?: string;
  options?: GeneratorOptions;
}

/** Which objects are meant: every part that is given has to match, as a regular expression of the whole. */
export interface Selector {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  labelSelector?: string;
  annotationSelector?: string;
}

export interface PatchArgs {
  path?: string;
  patch?: string;
  target?: Selector;
  options?: Record<string, boolean>;
}

export interface ImageArgs {
  name?: string;
  newName?: string;
  newTag?: string;
  tagSuffix?: string;
  digest?: string;
}

export interface FieldOptions {
  delimiter?: string;
  index?: number;
  encoding?: string;
  create?: boolean;
}

export interface ReplacementArgs {
  path?: string;
  source?: Selector & { fieldPath?: string; options?: FieldOptions };
  targets?: { select?: Selector; reject?: Selector[]; fieldPaths?: string[]; options?: FieldOptions }[];
}

export interface VarArgs {
  name: string;
  objref: { apiVersion?: string; kind?: string; name?: string; namespace?: string };
  fieldref?: { fieldpath?: string; fieldPath?: string };
}

/** A kustomization file, whose older fields have become the newer ones. */
export interface Kustomization {
  apiVersion: string;
  kind: string;
  openapi?: Record<string, string>;
  namePrefix?: string;
  nameSuffix?: string;
  namespace?: string;
  commonLabels?: Record<string, string>;
  labels?: {
    pairs?: Record<string, string>;
    includeSelectors?: boolean;
    includeTemplates?: boolean;
    fields?: FieldSpec[];
  }[];
  commonAnnotations?: Record<string, string>;
  patchesStrategicMerge?: string[];
  patchesJson6902?: PatchArgs[];
  patches?: PatchArgs[];
  images?: ImageArgs[];
  replacements?: ReplacementArgs[];
  replicas?: { name?: string; count?: number }[];
  vars?: VarArgs[];
  sortOptions?: { order?: string; legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] } };
  resources?: string[];
  components?: string[];
  crds?: string[];
  configMapGenerator?: GeneratorArgs[];
  secretGenerator?: GeneratorArgs[];
  helmCharts?: unknown[];
  helmChartInflationGenerator?: unknown[];
  generatorOptions?: GeneratorOptions;
  configurations?: string[];
  generators?: string[];
  transformers?: string[];
  validators?: string[];
  buildMetadata?: string[];
}

/** The names that a kustomization file may have. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

const generator = ['name', 'namespace', 'behavior', 'files', 'literals', 'envs', 'env', 'options', 'type'];
const options = ['labels', 'annotations', 'disableNameSuffixHash', 'immutable'];
const patch = ['path', 'patch', 'target', 'options'];

/** The fields that a kustomization knows, with those of the entries of its lists. */
const knownFields: Readonly<Record<string, readonly string[] | undefined>> = {
  ...Object.fromEntries(
    [
      'apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels commonAnnotations',
      'patchesStrategicMerge imageTags resources components crds bases helmGlobals helmCharts sortOptions',
      'helmChartInflationGenerator configurations generators transformers validators buildMetadata vars',
    ].flatMap((line) => line.split(' ').map((name) => [name, undefined])),
  ),
  labels: ['pairs', 'includeSelectors', 'includeTemplates', 'fields'],
  patchesJson6902: patch,
  patches: patch,
  images: ['name', 'newName', 'newTag', 'tagSuffix', 'digest'],
  replacements: ['path', 'source', 'targets'],
  replicas: ['name', 'count'],
  configMapGenerator: generator,
  secretGenerator: generator,
  generatorOptions: options,
};

const deprecated: readonly [field: string, instead: string, note: string][] = [
  ['bases', 'resources', ''],
  ['imageTags', 'images', ''],
  ['patchesJson6902', 'patches', ''],
  ['patchesStrategicMerge', 'patches', ''],
  ['commonLabels', 'labels', ''],
  ['vars', 'replacements', ' [EXPERIMENTAL]'],
];

/** Reads the text of the kustomization in `root`; deprecated fields are told to `warn`. */
export function parseKustomization(
  text: string,
  { root, warn }: { root: string; warn(line: string): void },
): Kustomization {
  const raw = (decodeFirst(text, 'invalid Kustomization: ') ?? {}) as JsonObject;
  checkFields(raw);
  for (const [field, instead, note] of deprecated) {
    if (!hasContent(raw[field])) continue;
    warn(
      `# Warning: '${field}' is deprecated. Please use '${instead}' instead.${note} Run 'kustomize edit fix' to update your Kustomization automatically.`,
    );
  }
  if (
    !Object.entries(raw).some(
      ([field, value]) => !['apiVersion', 'kind', 'metadata'].includes(field) && hasContent(value),
    )
  ) {
    throw new CommandError('kustomization.yaml is empty');
  }
  const fixed = fix(raw);
  const problems = typeProblems(fixed);
  if (problems.length > 0) {
    throw new CommandError(`Failed to read kustomization file under ${root}:\n${problems.join('\n')}`);
  }
  return fixed;
}

function hasContent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '';
}

function checkFields(raw: JsonObject): void {
  for (const [field, value] of Object.entries(raw)) {
    if (!Object.hasOwn(knownFields, field)) throw unknownField(field);
    const inner = knownFields[field];
    if (inner === undefined) continue;
    for (const entry of Array.isArray(value) ? value : [value]) {
      if (typeof entry !== 'object' || entry === null) continue;
      for (const name of Object.keys(entry)) if (!inner.includes(name)) throw unknownField(name);
    }
  }
  for (const field of ['commonLabels', 'commonAnnotations']) {
    for (const value of Object.values((raw[field] ?? {}) as JsonObject)) {
      if (typeof value === 'string') continue;
      const type = typeof value === 'boolean' ? 'bool' : typeof value;
      throw new CommandError(
        `invalid Kustomization: json: cannot unmarshal ${type} into Go struct field Kustomization.${field} of type string`,
      );
    }
  }
}

function unknownField(field: string): CommandError {
  return new CommandError(`invalid Kustomization: json: unknown field ${JSON.stringify(field)}`);
}

/** Brings older fields into the newer ones. */
function fix(raw: JsonObject): Kustomization {
  const { bases, imageTags, ...rest } = raw as JsonObject & { bases?: string[]; imageTags?: ImageArgs[] };
  const kind = (rest.kind as string | undefined) ?? 'Kustomization';
  const version = kind === 'Component' ? 'v1alpha1' : 'v1beta1';
  const fixed = { apiVersion: `kustomize.config.k8s.io/${version}`, ...rest, kind } as Kustomization;
  const withEnvs = (args: GeneratorArgs[] | undefined) =>
    args?.map(({ env, ...more }) => (env ? { ...more, envs: [...(more.envs ?? []), env] } : more));
  return {
    ...fixed,
    ...(bases && { resources: [...(fixed.resources ?? []), ...bases] }),
    ...(imageTags && { images: [...(fixed.images ?? []), ...imageTags] }),
    ...(fixed.configMapGenerator && { configMapGenerator: withEnvs(fixed.configMapGenerator) ?? [] }),
    ...(fixed.secretGenerator && { secretGenerator: withEnvs(fixed.secretGenerator) ?? [] }),
  };
}

function typeProblems({ kind, apiVersion }: Kustomization): string[] {
  const problems: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') problems.push('kind should be Kustomization or Component');
  const version = kind === 'Component' ? 'v1alpha1' : 'v1beta1';
  if (apiVersion !== `kustomize.config.k8s.io/${version}`) {
    problems.push(`apiVersion for ${kind} should be kustomize.config.k8s.io/${version}`);
  }
  return problems;
}
