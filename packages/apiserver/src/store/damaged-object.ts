import type { StoredObject } from './store.js';

/**
 * A version of an object that cannot be read any more. It still has its key and its revision, so that it can be named and
 * deleted; nothing else of it is known.
 */
export function damagedObject(key: string, { revision, created }: { revision: number; created: number }): StoredObject {
  const [namespace = '', name = ''] = key.split('/').slice(-2);
  const fields = { 'metadata.name': name, 'metadata.namespace': namespace };
  const index = { uid: '', labels: {}, fields, ownerUids: [] };
  return { key, revision, created, bytes: Buffer.alloc(0), index, damaged: true };
}
