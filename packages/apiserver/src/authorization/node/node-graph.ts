/** What a vertex stands for. */
export type VertexKind =
  | 'node'
  | 'pod'
  | 'serviceaccount'
  | 'secret'
  | 'configmap'
  | 'claim'
  | 'volume'
  // Nothing leads from these to a node yet.
  | 'attachment'
  | 'resourceclaim';

/** `secret default/tls`, `node /node-1`. */
export type Vertex = `${VertexKind} ${string}/${string}`;

export interface Edge {
  readonly from: Vertex;
  readonly to: Vertex;
}

/**
 * Which objects nodes have to do with: a directed graph, in which every edge leads towards a node.
 *
 *     pod, service account, secret, configmap, claim ──▶ node     (said by a Pod that is bound to the node)
 *     volume ──▶ claim                                            (said by a PersistentVolume that is bound to the claim)
 *
 * Each object says edges of its own, and takes them back when it changes or goes: an edge lasts as long as anybody says it.
 */
export class NodeGraph {
  /** From where to where, and how many objects say so. */
  readonly #edges = new Map<Vertex, Map<Vertex, number>>();
  readonly #said = new Map<string, readonly Edge[]>();

  /** Replaces what the object under `key` has said so far. */
  say(key: string, edges: readonly Edge[]): void {
    // What stays is said again before it is taken back.
    for (const { from, to } of edges) this.#count(from, to, 1);
    this.forget(key);
    if (edges.length > 0) this.#said.set(key, edges);
  }

  forget(key: string): void {
    for (const { from, to } of this.#said.get(key) ?? []) this.#count(from, to, -1);
    this.#said.delete(key);
  }

  /** Forgets all that other objects than these under `prefix` have said. */
  keepOnly(prefix: string, keys: ReadonlySet<string>): void {
    for (const key of [...this.#said.keys()]) if (key.startsWith(prefix) && !keys.has(key)) this.forget(key);
  }

  /** Whether a path leads from `vertex` to a node. */
  leadsTo(vertex: Vertex, node: string): boolean {
    const goal = vertexOf('node', '', node);
    const seen = new Set<Vertex>([vertex]);
    for (const from of seen) {
      const next = this.#edges.get(from);
      if (next?.has(goal)) return true;
      for (const to of next?.keys() ?? []) if (!to.startsWith('node ')) seen.add(to);
    }
    return false;
  }

  #count(from: Vertex, to: Vertex, change: number): void {
    const edges = this.#edges.get(from) ?? new Map<Vertex, number>();
    const count = (edges.get(to) ?? 0) + change;
    if (count > 0) edges.set(to, count);
    else edges.delete(to);
    if (edges.size > 0) this.#edges.set(from, edges);
    else this.#edges.delete(from);
  }
}

export function vertexOf(kind: VertexKind, namespace: string, name: string): Vertex {
  return `${kind} ${namespace}/${name}`;
}
