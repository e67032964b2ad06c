/**
 * An overlay table that knows which of its entries were asked for, so that an entry which no longer fits the models is
 * an error and not dead weight.
 *
 * @template Entry
 * @param {string} tableName
 * @param {Record<string, Entry>} entries by `group.Kind`, or `group.version.Kind` where versions differ
 */
export function overlayTable(tableName, entries) {
  const unused = new Set(Object.keys(entries));
  return {
    /** @param {string} definition an upstream name @returns {Entry | undefined} */
    find(definition) {
      const [group, version, kind] = definition.split('.').slice(-3);
      const key = [`${group}.${version}.${kind}`, `${group}.${kind}`].find((candidate) => candidate in entries);
      if (key === undefined) return undefined;
      unused.delete(key);
      return entries[key];
    },
    /** Throws where entries name definitions that do not exist. */
    assertUsed() {
      if (unused.size > 0) throw new Error(`${tableName}: nothing is called ${[...unused].join(', ')}`);
    },
  };
}
