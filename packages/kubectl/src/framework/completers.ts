import type { Pod } from '@sampan/api';
import { type CompletionRequest, type Completions, filesOnly, words } from './completion.js';
import type { Context } from './context.js';
import { pluralGroupResource } from './type-mapper.js';

/** How a command completes its arguments: each function below makes one of these. */
type Completer = (request: CompletionRequest, word: string) => Promise<Completions>;

const nothing = words([]);

/** Types, then names of the type that came first, as many as there are; `TYPE/NAME` and more of them. */
export const objects: Completer = async ({ context, args }, word) => {
  const slash = word.indexOf('/');
  const [first] = args;
  if (slash !== -1 && (first === undefined || first.includes('/'))) return await slashed(context, word, args);
  if (first === undefined) return words(await typeNames(context, word));
  if (first.includes('/')) {
    return words(
      (await typeNames(context, word)).map((name) => `${name}/`),
      { noSpace: true },
    );
  }
  return words((await namesOf(context, first)).filter((name) => !args.includes(name)));
};

/** One of `types`, then one name; or `TYPE/NAME`. */
export function oneObjectOf(...types: string[]): Completer {
  return async ({ context, args }, word) => {
    const [first, ...more] = args;
    if (first === undefined) return word.includes('/') ? await slashed(context, word, args) : words(types);
    if (first.includes('/') || more.length > 0) return nothing;
    return words(await namesOf(context, first));
  };
}

/** The name of one object of a type. */
export function oneName(type: string): Completer {
  return async ({ context, args }) => (args.length > 0 ? nothing : words(await namesOf(context, type)));
}

/** One entry of the kubeconfig. */
export function oneEntry(list: 'contexts' | 'clusters' | 'users'): Completer {
  return async ({ context, args }) => {
    if (args.length > 0) return nothing;
    return words((await context.kubeconfig()).config[list].map(({ name }) => name));
  };
}

/** One of these words. */
export function oneWord(...list: string[]): Completer {
  return async ({ args }) => (args.length > 0 ? filesOnly : words(list));
}

const podTypes = [
  'daemonsets',
  'deployments',
  'pods',
  'jobs',
  'replicasets',
  'replicationcontrollers',
  'services',
  'statefulsets',
];

/** A pod, or what has pods, as `TYPE/NAME`. */
export const onePod: Completer = async ({ context, args }, word) => {
  if (args.length > 0) return nothing;
  if (word.includes('/')) return await slashed(context, word, args);
  const pods = (await namesOf(context, 'pods')).filter((name) => name.startsWith(word));
  const types = podTypes.map((type) => `${type}/`).filter((type) => type.startsWith(word));
  return words([...pods, ...types], { noSpace: pods.length === 0 && types.length > 0 });
};

/** As {@link onePod}, then one of its containers. */
export const onePodAndContainer: Completer = async (request, word) => {
  const [subject, ...more] = request.args;
  if (subject === undefined) return await onePod(request, word);
  return more.length > 0 ? nothing : words(await containersOf(request.context, subject));
};

/** The containers of the pod that `POD` or `TYPE/NAME` means. */
export async function containersOf(context: Context, subject: string): Promise<string[]> {
  const { attachablePod, readSubject } = await import('../pods/attachable-pod.js');
  const pod: Pod = await attachablePod(context, await readSubject(context, subject), 0);
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  return [...containers, ...initContainers].map(({ name }) => name);
}

/** Namespaces and pods of cp, which a path follows. */
export const podPath: Completer = async ({ context, args }, word) => {
  const others = args.some((argument) => argument.includes(':'));
  const isPath = /^[./~]/.test(word) || word.includes(':');
  if (args.length > 1 || isPath || others || args.length === 1) return { words: [], directive: { noSpace: true } };
  const slash = word.indexOf('/');
  if (slash !== -1) {
    const namespace = word.slice(0, slash);
    const names = await namesOf(context, 'pods', namespace);
    return { words: names.map((name) => `${namespace}/${name}:`), directive: { noSpace: true } };
  }
  const namespaces = (await namesOf(context, 'namespaces')).map((name) => `${name}/`);
  const pods = (await namesOf(context, 'pods')).map((name) => `${name}:`);
  return { words: [...namespaces, ...pods], directive: { noSpace: true } };
};

async function slashed(context: Context, word: string, args: readonly string[]): Promise<Completions> {
  const type = word.slice(0, word.indexOf('/'));
  const names = (await namesOf(context, type)).map((name) => `${type}/${name}`);
  return words(names.filter((name) => !args.includes(name)));
}

/** Types as they are surely understood: with their groups. After a comma another one follows. */
async function typeNames(context: Context, word: string): Promise<string[]> {
  const types = (await context.types())
    .preferred()
    .filter(({ verbs }) => verbs.includes('get'))
    .map((type) => ({ group: type.group, name: pluralGroupResource(type) }))
    .sort((a, b) => compare(a.group, b.group) || compare(a.name, b.name));
  const before = word.slice(0, word.lastIndexOf(',') + 1);
  const taken = before.split(',');
  return types.filter(({ name }) => !taken.includes(name)).map(({ name }) => before + name);
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

async function namesOf(context: Context, typeNames: string, namespace?: string): Promise<string[]> {
  const client = await context.client();
  const current = namespace ?? (await context.namespace()).namespace;
  const mapper = await context.types();
  const names: string[] = [];
  for (const typeName of typeNames.split(',')) {
    for (const type of await mapper.byNameOrCategory(typeName)) {
      const { items } = await client.metadata(type).list(type.namespaced ? { namespace: current } : {});
      names.push(...items.map(({ metadata }) => metadata.name ?? ''));
    }
  }
  return names;
}
