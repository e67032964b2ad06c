import { CommandError } from '../../framework/errors.js';
import { currentId, matchingAnyId, type Resource } from '../resource.js';
import { idSyntax, idText, isSameId } from '../resource-id.js';

/** Adds a resource that is not there yet. */
export function append(resources: Resource[], resource: Resource): void {
  const id = currentId(resource);
  if (resources.some((other) => isSameId(currentId(other), id))) {
    throw new CommandError(`may not add resource with an already registered id: ${idText(id)}`);
  }
  resources.push(resource);
}

/** Adds a generated resource, or merges it into the one that is there, or puts it in its place, as its behavior says. */
export function absorb(resources: Resource[], resource: Resource): void {
  const id = currentId(resource);
  const matches = matchingAnyId(resources, id);
  const [old] = matches;
  const mayBeThere = resource.behavior === 'merge' || resource.behavior === 'replace';
  if (old === undefined) {
    if (mayBeThere) throw new CommandError(`id ${idSyntax(id)} does not exist; cannot merge or replace`);
    append(resources, resource);
    return;
  }
  if (matches.length > 1)
    throw new CommandError(`found multiple objects ${matches.length} that could accept merge of ${idSyntax(id)}`);
  if (!mayBeThere) throw new CommandError(`id ${idSyntax(id)} exists; behavior must be merge or replace`);
  const { object } = resource;
  const { metadata } = old.object;
  const merged = (field: string, from: unknown, to: unknown) => {
    const both = { ...(from as object | undefined), ...(to as object | undefined) };
    return Object.keys(both).length > 0 ? { [field]: both } : {};
  };
  const labels = merged('labels', metadata.labels, object.metadata.labels);
  const annotations = merged('annotations', metadata.annotations, object.metadata.annotations);
  const contents =
    resource.behavior === 'merge'
      ? {
          ...merged('data', old.object.data, object.data),
          ...merged('binaryData', old.object.binaryData, object.binaryData),
        }
      : {};
  resources[resources.indexOf(old)] = {
    ...old,
    needsHash: resource.needsHash || old.needsHash,
    behavior: resource.behavior,
    object: {
      ...object,
      ...contents,
      metadata: {
        ...object.metadata,
        ...labels,
        ...annotations,
        ...(metadata.name !== undefined && { name: metadata.name }),
        ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      },
    },
  };
}
