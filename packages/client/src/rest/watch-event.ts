import type { Status } from '@sampan/api';

/** One line of a watch. An ERROR is the last one: its Status says why the watch ended. */
export type WatchEvent<T> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: T }
  | { type: 'ERROR'; object: Status };
