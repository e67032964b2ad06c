import { createHash } from 'node:crypto';
import { isConflict, isNotFound, type UnstructuredObject } from '@sampan/api';
import { clientVersion } from '../../framework/client-version.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import { infoOf, type ObjectInfo } from '../../framework/read-objects.js';
import type { ObjectTarget } from '../../framework/selection.js';
import type { MappedType } from '../../framework/type-mapper.js';
import type { DryRun } from '../../framework/writes.js';

const prefix = 'applyset.kubernetes.io';
const idLabel = `${prefix}/id`;
const memberLabel = `${prefix}/part-of`;
const parentTypeLabel = `${prefix}/is-parent-type`;
const toolingAnnotation = `${prefix}/tooling`;
const kindsAnnotation = `${prefix}/contains-group-kinds`;
const namespacesAnnotation = `${prefix}/additional-namespaces`;

/** What a set of applied objects holds: kinds, as `KIND.GROUP`, and namespaces. */
export interface SetContents {
  kinds: ReadonlySet<string>;
  namespaces: ReadonlySet<string>;
}

/** Where a set is kept: an object whose labels and annotations say what belongs to it. */
export interface SetParent {
  type: MappedType;
  namespace: string;
  name: string;
}

/**
 * A set of objects that are applied together (KEP-3659): its members have a label with its id, and its parent says which
 * kinds and namespaces to look in for them. What is in the set and not applied any more is pruned.
 */
export interface ApplySet {
  parent: SetParent;
  id: string;
  /** What the set held before. */
  before: SetContents;
}

/** Finds the set that `--applyset=[TYPE[.GROUP]/]NAME` names; one that is not there yet is empty. */
export async function openApplySet(context: Context, reference: string): Promise<ApplySet> {
  const parent = await parentOf(context, reference);
  const id = setId(parent);
  const client = await context.client();
  let object: UnstructuredObject;
  try {
    object = await client.resource(parent.type).get(parent);
  } catch (error) {
    if (!isNotFound(error)) {
      throw new CommandError(`failed to fetch ApplySet parent object ${shown(parent)}: ${errorWords(error)}`);
    }
    if (parent.type.group !== '') {
      throw new CommandError('custom resource ApplySet parents cannot be created automatically');
    }
    return { parent, id, before: { kinds: new Set(), namespaces: new Set() } };
  }
  return { parent, id, before: contentsOf(object, { parent, id }) };
}

async function parentOf(context: Context, reference: string): Promise<SetParent> {
  const slash = reference.indexOf('/');
  const typeName = slash === -1 ? 'secrets' : reference.slice(0, slash);
  const name = reference.slice(slash + 1);
  const type = await (await context.types()).byName(typeName).catch(() => {
    throw new CommandError(
      `invalid parent reference ${JSON.stringify(reference)}: no matches for /, Resource=${typeName}`,
    );
  });
  if (name === '' || name.includes('/')) {
    throw new CommandError(`invalid parent reference ${JSON.stringify(reference)}`);
  }
  const { namespace, explicit } = await context.namespace();
  if (type.namespaced && !explicit) throw new CommandError('namespace is required to use namespace-scoped ApplySet');
  await checkType(context, type);
  return { type, namespace: type.namespaced ? namespace : '', name };
}

/** Secrets and ConfigMaps may keep a set, and custom types whose definition says so. */
async function checkType(context: Context, type: MappedType): Promise<void> {
  if (type.group === '' && ['secrets', 'configmaps'].includes(type.plural)) return;
  const definitions = await (await context.types()).byKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  const { items } = await (await context.client()).resource(definitions).list({ labelSelector: parentTypeLabel });
  if (items.some(({ metadata }) => metadata.name === `${type.plural}.${type.group}`)) return;
  throw new CommandError(
    `resource ${JSON.stringify(`${type.group}/${type.version}, Resource=${type.plural}`)} is not permitted as an ApplySet parent`,
  );
}

/** The id of a set, which its parent and its members carry in labels: made of what its parent is called. */
export function setId({
  type,
  namespace,
  name,
}: Pick<SetParent, 'namespace' | 'name'> & { type: Pick<MappedType, 'kind' | 'group'> }): string {
  const text = [name, namespace, type.kind, type.group].join('.');
  return `applyset-${createHash('sha256').update(text).digest('base64url')}-v1`;
}

function shown({ type, name }: SetParent): string {
  return JSON.stringify(`${type.plural}.${type.group}/${name}`);
}

/** What an existing parent says; refuses one that is another tool's, or no parent at all. */
function contentsOf({ metadata }: UnstructuredObject, { parent, id }: { parent: SetParent; id: string }): SetContents {
  const { labels = {}, annotations = {} } = metadata;
  const tooling = annotations[toolingAnnotation];
  const subject = `ApplySet parent object ${shown(parent)}`;
  if (tooling === undefined) {
    throw new CommandError(`${subject} already exists and is missing required annotation "${toolingAnnotation}"`);
  }
  const tool = tooling.includes('/') ? tooling.slice(0, tooling.lastIndexOf('/')) : tooling;
  if (tool !== 'kubectl') {
    throw new CommandError(
      `${subject} already exists and is managed by tooling ${JSON.stringify(tool)} instead of "kubectl"`,
    );
  }
  if (labels[idLabel] === undefined) {
    throw new CommandError(`${subject} exists and does not have required label ${idLabel}`);
  }
  if (labels[idLabel] !== id) {
    throw new CommandError(
      `${subject} exists and has incorrect value for label "${idLabel}" (got: ${labels[idLabel]}, want: ${id})`,
    );
  }
  if (annotations[kindsAnnotation] === undefined) {
    throw new CommandError(
      `parsing ApplySet annotation on ${shown(parent)}: kubectl requires the "${kindsAnnotation}" annotation to be set on all ApplySet parent objects`,
    );
  }
  const list = (text = '') => text.split(',').filter((part) => part !== '');
  const own = parent.namespace === '' ? [] : [parent.namespace];
  return {
    kinds: new Set(list(annotations[kindsAnnotation])),
    namespaces: new Set([...list(annotations[namespacesAnnotation]), ...own]),
  };
}

/** The kinds and namespaces of what is applied now. */
export function contentsOfTargets(targets: readonly ObjectTarget[]): SetContents {
  return {
    kinds: new Set(targets.map(({ type }) => (type.group === '' ? type.kind : `${type.kind}.${type.group}`))),
    namespaces: new Set(targets.map(({ namespace }) => namespace).filter((namespace) => namespace !== '')),
  };
}

/** Everything that either holds. */
export function union(one: SetContents, other: SetContents): SetContents {
  return {
    kinds: new Set([...one.kinds, ...other.kinds]),
    namespaces: new Set([...one.namespaces, ...other.namespaces]),
  };
}

/** A target with the label of a member. A file must not have that label itself. */
export function asMember({ id }: ApplySet, target: ObjectTarget): ObjectTarget {
  const { object } = target;
  if (object === undefined) return target;
  const labels = object.metadata.labels ?? {};
  if (labels[memberLabel] !== undefined) {
    throw new CommandError(`ApplySet label "${memberLabel}" already set in input data`);
  }
  const metadata = { ...object.metadata, labels: { ...labels, [memberLabel]: id } };
  return { ...target, object: { ...object, metadata } };
}

/**
 * Writes into the parent what the set holds, with server-side apply. It is written before anything is applied, with
 * everything old and new, so that nothing is ever out of sight, and once more after what is old is gone.
 */
export async function saveContents(
  context: Context,
  { parent, id }: ApplySet,
  { contents, dryRun }: { contents: SetContents; dryRun: DryRun },
): Promise<void> {
  if (dryRun === 'client') return;
  const { type, namespace, name } = parent;
  const others = [...contents.namespaces].filter((other) => other !== namespace);
  const body = {
    apiVersion: type.apiVersion,
    kind: type.kind,
    metadata: {
      name,
      ...(namespace !== '' && { namespace }),
      annotations: {
        [toolingAnnotation]: `kubectl/${clientVersion.gitVersion}`,
        [kindsAnnotation]: [...contents.kinds].sort().join(','),
        [namespacesAnnotation]: others.sort().join(','),
      },
      labels: { [idLabel]: id },
    },
  };
  const resource = (await context.client()).resource(type);
  const options = { fieldManager: 'kubectl-applyset', dryRun: dryRun === 'server' };
  try {
    await resource.patch(parent, { type: 'apply', body }, { ...options, force: false });
  } catch (error) {
    if (!isConflict(error)) throw new CommandError(`failed to update ApplySet: ${errorWords(error)}`);
    context.warn(
      `WARNING: failed to update ApplySet: ${errorWords(error)}\nApplySet field manager kubectl-applyset should own these fields. Retrying with conflicts forced.`,
    );
    await resource.patch(parent, { type: 'apply', body }, { ...options, force: true });
  }
}

/** The members of a set that are not among those that were `visited`. */
export async function* prunableMembers(
  context: Context,
  { id, before }: ApplySet,
  visited: readonly UnstructuredObject[],
): AsyncGenerator<ObjectInfo> {
  const client = await context.client();
  const uids = new Set(visited.map(({ metadata }) => metadata.uid));
  for (const kind of before.kinds) {
    const type = await typeOfKind(context, kind);
    for (const namespace of type.namespaced ? before.namespaces : ['']) {
      const { items } = await client
        .resource(type)
        .list({ ...(namespace !== '' && { namespace }), labelSelector: `${memberLabel}=${id}` });
      for (const object of items) if (!uids.has(object.metadata.uid)) yield infoOf(type, object, '');
    }
  }
}

async function typeOfKind(context: Context, text: string): Promise<MappedType> {
  const dot = text.indexOf('.');
  const kind = dot === -1 ? text : text.slice(0, dot);
  const group = dot === -1 ? '' : text.slice(dot + 1);
  const type = (await context.types()).preferred().find((one) => one.kind === kind && one.group === group);
  if (type !== undefined) return type;
  throw new CommandError(
    `could not find mapping for kind in "${kindsAnnotation}" annotation: no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`,
  );
}
