import type { KubernetesObject, ObjectKey, OwnerReference, ResourceType } from '@sampan/api';

/** An object, as far as ownership goes. */
export interface GraphNode {
  readonly uid: string;
  /** Undefined while the object is only known from references to it, and its kind is not served. */
  type: ResourceType | undefined;
  key: ObjectKey;
  /** How others refer to it. */
  apiVersion: string;
  kind: string;
  resourceVersion: string | undefined;
  owners: readonly OwnerReference[];
  finalizers: readonly string[];
  isDeleting: boolean;
  /** Only known from a reference: whether it exists has to be asked. */
  isVirtual: boolean;
  readonly dependents: Set<GraphNode>;
}

/** What has to be looked at after a change. */
export interface GraphWork {
  /** Might have lost its last owner, or waits for dependents that went. */
  check(node: GraphNode): void;
  /** Is being deleted, and its dependents are to stay. */
  orphan(node: GraphNode): void;
}

/** Who owns whom, over all resources. Every change says what has to be looked at in consequence. */
export interface OwnershipGraph {
  get(uid: string): GraphNode | undefined;
  /** Whether an object of this uid was there and is gone: uids never come back. */
  isGone(uid: string): boolean;
  set(object: KubernetesObject, type: ResourceType): void;
  delete(uid: string): void;
  nodes(): Iterable<GraphNode>;
}

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** How many uids of objects that are gone are remembered. */
const maxGone = 10_000;

export function createOwnershipGraph(work: GraphWork): OwnershipGraph {
  const nodes = new Map<string, GraphNode>();
  const gone = new Set<string>();

  function remember(uid: string): void {
    gone.add(uid);
    if (gone.size > maxGone) gone.delete(gone.values().next().value ?? '');
  }

  /** The node of an owner; one that was never seen is made up, and checked. */
  function ownerNode(reference: OwnerReference, dependent: GraphNode): GraphNode {
    const known = nodes.get(reference.uid);
    if (known !== undefined) return known;
    const node = virtualNode(reference, dependent.key.namespace);
    nodes.set(node.uid, node);
    if (!gone.has(node.uid)) work.check(node);
    return node;
  }

  function link(node: GraphNode, owners: readonly OwnerReference[]): void {
    for (const reference of owners) {
      const owner = ownerNode(reference, node);
      owner.dependents.add(node);
      if (gone.has(reference.uid) || isMistaken(reference, node, owner)) work.check(node);
    }
  }

  /** An owner that waits for `node` may go on when the reference is gone, or no longer blocks. */
  function unlink(node: GraphNode, before: readonly OwnerReference[], after: readonly OwnerReference[]): void {
    for (const reference of before) {
      const still = after.find(({ uid }) => uid === reference.uid);
      const owner = nodes.get(reference.uid);
      if (owner === undefined) continue;
      if (still === undefined) owner.dependents.delete(node);
      if (reference.blockOwnerDeletion && !still?.blockOwnerDeletion && waitsForDependents(owner)) work.check(owner);
      if (owner.isVirtual && owner.dependents.size === 0) nodes.delete(owner.uid);
    }
  }

  /** An owner that turns out to be another than its dependent thinks. */
  function checkReference(dependent: GraphNode, owner: GraphNode): void {
    const reference = dependent.owners.find(({ uid }) => uid === owner.uid);
    if (reference !== undefined && isMistaken(reference, dependent, owner)) work.check(dependent);
  }

  function set(object: KubernetesObject, type: ResourceType): void {
    const { uid = '', resourceVersion, ownerReferences = [], finalizers = [], deletionTimestamp } = object.metadata;
    const key = { namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
    const node = nodes.get(uid) ?? emptyNode(uid, key);
    const before = { owners: node.owners, waits: waitsForDependents(node), orphans: waitsForOrphaning(node) };
    const isDeleting = deletionTimestamp !== undefined;
    const wasVirtual = node.isVirtual;
    const { apiVersion, kind } = type;
    nodes.set(
      uid,
      Object.assign(node, {
        type,
        key,
        apiVersion,
        kind,
        resourceVersion,
        owners: ownerReferences,
        finalizers,
        isDeleting,
        isVirtual: false,
      }),
    );
    unlink(node, before.owners, ownerReferences);
    link(
      node,
      ownerReferences.filter(({ uid: owner }) => !before.owners.some((reference) => reference.uid === owner)),
    );
    if (wasVirtual) for (const dependent of node.dependents) checkReference(dependent, node);
    if (waitsForOrphaning(node) && !before.orphans) work.orphan(node);
    if (waitsForDependents(node) && !before.waits) {
      for (const dependent of node.dependents) work.check(dependent);
      work.check(node);
    }
  }

  return {
    get: (uid) => nodes.get(uid),
    isGone: (uid) => gone.has(uid),
    nodes: () => nodes.values(),
    set,
    delete(uid) {
      const node = nodes.get(uid);
      remember(uid);
      if (node === undefined) return;
      nodes.delete(uid);
      unlink(node, node.owners, []);
      for (const dependent of node.dependents) work.check(dependent);
    },
  };
}

/** Deleted in the foreground: it goes after those of its dependents that block it. */
export function waitsForDependents({ isDeleting, finalizers }: GraphNode): boolean {
  return isDeleting && finalizers.includes(foregroundFinalizer);
}

/** Deleted with its dependents staying: it goes when they no longer name it. */
export function waitsForOrphaning({ isDeleting, finalizers }: GraphNode): boolean {
  return isDeleting && finalizers.includes(orphanFinalizer);
}

function emptyNode(uid: string, key: ObjectKey): GraphNode {
  return {
    uid,
    type: undefined,
    key,
    apiVersion: '',
    kind: '',
    resourceVersion: undefined,
    owners: [],
    finalizers: [],
    isDeleting: false,
    isVirtual: true,
    dependents: new Set(),
  };
}

function virtualNode({ uid, apiVersion, kind, name }: OwnerReference, namespace: string): GraphNode {
  return { ...emptyNode(uid, { namespace, name }), apiVersion, kind };
}

function isMistaken(reference: OwnerReference, dependent: GraphNode, owner: GraphNode): boolean {
  return !owner.isVirtual && !refersTo(reference, dependent.key.namespace, owner);
}

/** Whether `reference`, on an object in `namespace`, speaks of `owner` as it is: owners live in the same namespace or in none. */
export function refersTo(reference: OwnerReference, namespace: string, owner: GraphNode): boolean {
  const { kind, name, apiVersion } = reference;
  const sameGroup = groupOf(apiVersion) === groupOf(owner.apiVersion);
  const mayOwn = owner.key.namespace === '' || owner.key.namespace === namespace;
  return kind === owner.kind && name === owner.key.name && sameGroup && mayOwn;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}
