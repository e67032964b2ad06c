import { parseLabelSelector } from '@sampan/api';
import { CommandError } from '../framework/errors.js';
import { matchesSelector } from '../framework/match-selector.js';
import type { Selector } from './kustomization.js';
import { currentId, originalId, type Resource } from './resource.js';
import { isClusterScoped, type ResourceId } from './resource-id.js';

/** The resources that a patch's target means: each part that is given has to match the whole, as it is or as it was. */
export function selectResources(resources: readonly Resource[], selector: Selector): Resource[] {
  const name = anchored(selector.name);
  const namespace = anchored(selector.namespace);
  const types = (['group', 'version', 'kind'] as const).map((part) => ({ part, pattern: anchored(selector[part]) }));
  return resources.filter((resource) => {
    const ids = [originalId(resource), currentId(resource)];
    if (!ids.some((id) => namespace.test(namespaceOf(id)))) return false;
    if (!ids.some((id) => name.test(id.name))) return false;
    const now = currentId(resource);
    if (!types.every(({ part, pattern }) => pattern.test(now[part]))) return false;
    return matchesMetadata(resource, selector);
  });
}

/** Whether the labels and the annotations of a resource are those that a selector asks for. */
export function matchesMetadata(
  { object }: Resource,
  { labelSelector = '', annotationSelector = '' }: Selector,
): boolean {
  if (labelSelector !== '' && !matchesSelector(labelSelector, object)) return false;
  if (annotationSelector === '') return true;
  parseLabelSelector(annotationSelector);
  const labels = object.metadata.annotations ?? {};
  return matchesSelector(annotationSelector, { ...object, metadata: { ...object.metadata, labels } });
}

function namespaceOf(id: ResourceId): string {
  if (isClusterScoped(id)) return '_non_namespaceable_';
  return id.namespace === '' ? 'default' : id.namespace;
}

function anchored(pattern: string | undefined): RegExp {
  if (pattern === undefined || pattern === '') return /^/;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new CommandError(`error parsing regexp: ${JSON.stringify(pattern)}`);
  }
}
