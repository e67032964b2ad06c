import type { ObjectKey, Selector } from '@sampan/api';

/** Reads of an informer's store: no request, no copy. What it returns is shared and must not be changed. */
export interface Lister<T> {
  get(key: ObjectKey): T | undefined;
  list(options?: { namespace?: string; selector?: Selector }): T[];
  /** The objects that name `uid` as an owner. */
  byOwner(uid: string): T[];
  /** The objects of which the index `name` has `value`. */
  byIndex(name: string, value: string): T[];
}
