import { parseApiVersion } from '@sampan/api';
import type { Context } from './context.js';
import { CommandError } from './errors.js';
import { decodeObjects, type Manifest, type ManifestSources, readManifests } from './manifests.js';
import { NoKindMatch } from './no-match.js';
import type { MappedType } from './type-mapper.js';

/** How a command line names objects: by arguments, by files, by selectors. What is absent was not given. */
export interface Selection {
  /** `TYPE`, `TYPE NAME…`, `TYPE/NAME…`, `TYPE,TYPE …`. */
  args?: readonly string[];
  files?: ManifestSources;
  selector?: string;
  fieldSelector?: string;
  /** Every object of the types (`--all`). */
  all?: boolean;
  allNamespaces?: boolean;
  /** A type alone means all its objects, as in `get`. */
  typeAloneMeansAll?: boolean;
  /** No server is asked: objects of files get neither the server's type nor a namespace that they lack. */
  local?: boolean;
}

/** One object, which a file may hold. */
export interface ObjectTarget {
  kind: 'object';
  type: MappedType;
  namespace: string;
  name: string;
  /** Where it was read from; empty for arguments. */
  source: string;
  /** The object as the file holds it. */
  object?: Manifest['object'];
}

/** All the objects of a type that match; in all namespaces if `namespace` is empty. */
export interface ListTarget {
  kind: 'list';
  type: MappedType;
  namespace: string;
  selector: string;
  fieldSelector: string;
}

export type Target = ObjectTarget | ListTarget;

/** What a selection means, in order, and what of it could not be read. */
export interface ResolvedSelection {
  targets: Target[];
  failures: unknown[];
  /** Whether a single object was named, which is then printed without a list around it. */
  isSingle: boolean;
}

/** Finds out which objects and lists `selection` means, without reading them. Throws kubectl's usage errors. */
export async function resolveSelection(context: Context, selection: Selection): Promise<ResolvedSelection> {
  const { args = [], files, selector = '', fieldSelector = '', all = false } = selection;
  const hasFiles = files !== undefined && (files.filename.length > 0 || (files.kustomize ?? '') !== '');
  if (hasFiles) {
    if (args.length > 0) {
      throw new CommandError(
        'when paths, URLs, or stdin is provided as input, you may not specify a resource by arguments as well',
      );
    }
    return await resolveFiles(context, files, selection);
  }
  if (files?.recursive && args.length === 0) throw new CommandError('must specify one of -f and -k');
  if (all && selector !== '') throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  const tuples = splitTuples(args);
  if (tuples !== undefined) {
    if (selector !== '' || fieldSelector !== '' || all) {
      throw new CommandError('selectors and the all flag cannot be used when passing resource/name arguments');
    }
    return await resolveNames(context, tuples, selection);
  }
  const [typeList, ...names] = args;
  const isSelected = selector !== '' || fieldSelector !== '' || all;
  if (typeList === undefined) {
    throw new CommandError(isSelected ? 'at least one resource must be specified to use a selector' : missingResource);
  }
  if (names.length === 0) {
    if (!isSelected && !selection.typeAloneMeansAll) {
      throw new CommandError('resource(s) were provided, but no name was specified');
    }
    return await resolveLists(context, typeList, selection);
  }
  if (isSelected) throw new CommandError('name cannot be provided when a selector is specified');
  const named = typeList.split(',').flatMap((type) => names.map((name) => ({ type, name })));
  return await resolveNames(context, named, selection);
}

const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** `TYPE/NAME` arguments; undefined if none has a slash. */
function splitTuples(args: readonly string[]): { type: string; name: string }[] | undefined {
  const withSlash = args.filter((argument) => argument.includes('/'));
  if (withSlash.length === 0) return undefined;
  if (withSlash.length !== args.length) {
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  return args.map((argument) => {
    const [type = '', name = '', ...more] = argument.split('/');
    if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
    if (type === '' || name === '' || type.includes(',')) {
      throw new CommandError('arguments in resource/name form must have a single resource and name');
    }
    return { type, name };
  });
}

async function resolveNames(
  context: Context,
  named: { type: string; name: string }[],
  { allNamespaces = false }: Selection,
): Promise<ResolvedSelection> {
  const mapper = await context.types();
  const { namespace } = await context.namespace();
  const targets: Target[] = [];
  for (const { type: text, name } of named) {
    for (const type of await mapper.byNameOrCategory(text)) {
      if (allNamespaces && type.namespaced) {
        throw new CommandError('a resource cannot be retrieved by name across all namespaces');
      }
      targets.push({ kind: 'object', type, namespace: type.namespaced ? namespace : '', name, source: '' });
    }
  }
  return { targets, failures: [], isSingle: targets.length === 1 };
}

async function resolveLists(
  context: Context,
  typeList: string,
  { selector = '', fieldSelector = '', allNamespaces = false }: Selection,
): Promise<ResolvedSelection> {
  const mapper = await context.types();
  const { namespace } = await context.namespace();
  const types: MappedType[] = [];
  for (const text of typeList.split(',')) {
    for (const type of await mapper.byNameOrCategory(text)) if (!types.includes(type)) types.push(type);
  }
  const targets = types.map((type): ListTarget => {
    const scope = type.namespaced && !allNamespaces ? namespace : '';
    return { kind: 'list', type, namespace: scope, selector, fieldSelector };
  });
  return { targets, failures: [], isSingle: false };
}

async function resolveFiles(
  context: Context,
  files: ManifestSources,
  { selector = '', local = false }: Selection,
): Promise<ResolvedSelection> {
  const { manifests, failures } = await readManifests(context, files);
  const { matchesSelector } = await import('./match-selector.js');
  const targets: Target[] = [];
  for (const manifest of manifests) {
    try {
      if (selector !== '' && !matchesSelector(selector, manifest.object)) continue;
      targets.push(local ? localTarget(manifest) : await manifestTarget(context, manifest));
    } catch (error) {
      failures.push(error);
    }
  }
  return { targets, failures, isSingle: targets.length === 1 };
}

/** The object of a manifest with the type that the server has for it, and the namespace that it goes to. */
export async function manifestTarget(context: Context, { object, source }: Manifest): Promise<ObjectTarget> {
  const type = await typeOf(context, { object, source });
  const { name = '', namespace: own = '' } = object.metadata;
  if (!type.namespaced) return { kind: 'object', type, namespace: '', name, source, object };
  const { namespace, explicit } = await context.namespace();
  if (own !== '' && explicit && own !== namespace) {
    throw wrongNamespace(own, namespace);
  }
  const target = own === '' ? namespace : own;
  const placed = { ...object, metadata: { ...object.metadata, namespace: target } };
  return { kind: 'object', type, namespace: target, name, source, object: placed };
}

/** The objects of a text, with the types that the server has for them and the namespaces that they name. */
export async function resolveText(context: Context, text: string, source: string): Promise<ObjectTarget[]> {
  const objects = await decodeObjects(text, source);
  return await Promise.all(
    objects.map(async (object) => {
      const type = await typeOf(context, { object, source });
      const { name = '', namespace = '' } = object.metadata;
      return { kind: 'object', type, namespace, name, source, object };
    }),
  );
}

/** A file that names another namespace than the command line. */
export function wrongNamespace(own: string, namespace: string): CommandError {
  return new CommandError(
    `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
  );
}

/** The object of a manifest with a type made up from its kind. */
function localTarget({ object, source }: Manifest): ObjectTarget {
  const kind = object.kind.toLowerCase();
  const type: MappedType = {
    ...parseApiVersion(object.apiVersion),
    apiVersion: object.apiVersion,
    kind: object.kind,
    plural: `${kind}s`,
    singular: kind,
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
  };
  const { name = '', namespace = '' } = object.metadata;
  return { kind: 'object', type, namespace, name, source, object };
}

async function typeOf(context: Context, { object, source }: Manifest): Promise<MappedType> {
  try {
    return await (await context.types()).byKind(object.apiVersion ?? '', object.kind);
  } catch (error) {
    if (!(error instanceof NoKindMatch)) throw error;
    const { name = '', namespace = '' } = object.metadata;
    throw new CommandError(
      `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(source)}: ${error.message}\nensure CRDs are installed first`,
    );
  }
}
