import type { ResourceDefinition } from '../kinds/resource-definition.js';

/** A watch that somebody follows now. */
export interface OpenWatch {
  readonly resource: ResourceDefinition;
  /** Sends a bookmark, if the watcher asked for them. */
  bookmark(): void;
  /** Ends the watch in good order. */
  close(): void;
}

/** All watches that are open: to end them when the server stops, and to send them bookmarks. */
export interface OpenWatches {
  readonly count: number;
  add(watch: OpenWatch): void;
  remove(watch: OpenWatch): void;
  bookmarkAll(): void;
  /** Ends the watches of resources that are no longer served as they were. */
  closeOf(resources: readonly ResourceDefinition[]): void;
  closeAll(): void;
}

export function createOpenWatches(): OpenWatches {
  const watches = new Set<OpenWatch>();
  return {
    get count() {
      return watches.size;
    },
    add: (watch) => watches.add(watch),
    remove: (watch) => watches.delete(watch),
    bookmarkAll: () => {
      for (const watch of watches) watch.bookmark();
    },
    closeOf: (resources) => {
      for (const watch of [...watches]) if (resources.includes(watch.resource)) watch.close();
    },
    closeAll: () => {
      for (const watch of [...watches]) watch.close();
    },
  };
}
