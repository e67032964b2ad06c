import type { Node } from '@sampan/api';

/** An image that some nodes have already. */
export interface KnownImage {
  readonly sizeBytes: number;
  /** By name. */
  readonly nodes: ReadonlySet<string>;
}

/** Which images are on which nodes: `status.images`. */
export class NodeImages {
  readonly #images = new Map<string, { sizeBytes: number; nodes: Set<string> }>();
  readonly #namesOf = new Map<string, { list: unknown; names: readonly string[] }>();

  set({ metadata, status }: Node): void {
    const name = metadata.name ?? '';
    const list = JSON.stringify(status?.images ?? []);
    if (this.#namesOf.get(name)?.list === list) return;
    this.delete(name);
    const names: string[] = [];
    for (const image of status?.images ?? []) {
      for (const imageName of image.names ?? []) {
        const known = this.#images.get(imageName) ?? { sizeBytes: 0, nodes: new Set<string>() };
        known.sizeBytes = image.sizeBytes ?? 0;
        known.nodes.add(name);
        this.#images.set(imageName, known);
        names.push(imageName);
      }
    }
    this.#namesOf.set(name, { list, names });
  }

  delete(nodeName: string): void {
    for (const imageName of this.#namesOf.get(nodeName)?.names ?? []) {
      const known = this.#images.get(imageName);
      known?.nodes.delete(nodeName);
      if (known?.nodes.size === 0) this.#images.delete(imageName);
    }
    this.#namesOf.delete(nodeName);
  }

  get(imageName: string): KnownImage | undefined {
    return this.#images.get(imageName);
  }
}
