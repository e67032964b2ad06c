import type { KubernetesObject } from '@sampan/api';
import type { ViewSubresource } from '../kinds/subresource.js';

/** The object with a view's part taken in; a resourceVersion in the view stays a precondition. */
export function mergeView(
  view: ViewSubresource<KubernetesObject>,
  current: KubernetesObject,
  body: KubernetesObject,
): KubernetesObject {
  const merged = view.merge(current, body);
  const { resourceVersion, managedFields } = body.metadata;
  merged.metadata = { ...merged.metadata, resourceVersion };
  if (view.kind === undefined && managedFields !== undefined) merged.metadata.managedFields = managedFields;
  return merged;
}
