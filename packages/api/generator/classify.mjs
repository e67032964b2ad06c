import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apimachinery, claimedFirst, groups } from './overlay/packages.mjs';

/** @import { Model, TypeNode } from './read-models.mjs' */

/**
 * Finds each model's upstream name, such as `io.k8s.api.core.v1.PodSpec`, which the models themselves do not carry.
 * Every group version claims what its operations use and everything reachable from there; the core group comes first,
 * because the others refer to its types and it refers to none of theirs.
 *
 * @param {Model[]} models
 * @param {string} folder the folder of the API classes, one per group version
 * @returns {Promise<Map<string, string>>} upstream names by model name
 */
export async function classify(models, folder) {
  const byName = new Map(models.map((model) => [model.name, model]));
  const claims = new Map();
  for (const [packageName, names] of Object.entries({ ...apimachinery, ...claimedFirst })) {
    for (const name of names) claims.set(name, packageName);
  }
  for (const name of [...claims.keys()]) claimReferences(byName.get(name), claims.get(name));
  for (const { packageName, roots } of await readApiClasses(folder)) {
    for (const name of roots) claim(name, packageName);
  }
  const unclaimed = models.filter((model) => !claims.has(model.name)).map((model) => model.name);
  if (unclaimed.length > 0) throw new Error(`no API group uses ${unclaimed.join(', ')}`);
  return new Map(models.map(({ name }) => [name, `${claims.get(name)}.${baseName(name, claims.get(name))}`]));

  function claim(name, packageName) {
    if (claims.has(name) || !byName.has(name)) return;
    claims.set(name, packageName);
    claimReferences(byName.get(name), packageName);
  }

  function claimReferences(model, packageName) {
    for (const property of model.properties) {
      const referenced = referencedModel(property.type);
      if (referenced !== undefined) claim(referenced, packageName);
    }
  }
}

/** The group versions in the order of their claims, each with the models that its operations take and return. */
async function readApiClasses(folder) {
  const files = await readdir(folder);
  const classes = groups.flatMap((group) =>
    files
      .map((file) => ({ file, version: file.match(`^${group.api}(V\\d\\w*)Api\\.js$`)?.[1].toLowerCase() }))
      .filter(({ version }) => version !== undefined)
      .map(({ file, version }) => ({ file, packageName: `${group.package}.${version}` })),
  );
  return Promise.all(
    classes.map(async ({ file, packageName }) => {
      const code = await readFile(join(folder, file), 'utf8');
      const roots = new Set([...code.matchAll(/erialize\(.*, "(\w+)"[,)]/g)].map((match) => match[1]));
      return { packageName, roots };
    }),
  );
}

/** @param {TypeNode} type */
function referencedModel(type) {
  if (type.kind === 'model') return type.name;
  return type.kind === 'primitive' ? undefined : referencedModel(type.of);
}

/** The kind without what the client prefixes: the version, and the group where several have a kind of that name. */
function baseName(name, packageName) {
  if (name === 'VersionInfo') return 'Info';
  const [, version] = packageName.match(/\.(v\w+)$/);
  const start = name.toLowerCase().indexOf(version);
  return name.slice(start + version.length);
}
