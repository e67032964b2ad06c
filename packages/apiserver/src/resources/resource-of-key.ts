import { builtInResources } from './index.js';

const byPrefix = new Map<string, { group: string; resource: string }>(
  builtInResources.flatMap(({ storage, hub: { group, plural } }) => {
    return storage === undefined ? [] : [[`${storage.prefix}/`, { group, resource: plural }] as const];
  }),
);

/** The resource of which an object is that is kept under a key of the store. Custom ones are kept by group and name. */
export function resourceOfKey(key: string): { group: string; resource: string } {
  for (let end = key.indexOf('/', 1); end !== -1; end = key.indexOf('/', end + 1)) {
    const found = byPrefix.get(key.slice(0, end + 1));
    if (found !== undefined) return found;
  }
  const [, , group = '', resource = ''] = key.split('/');
  return { group, resource };
}
