import type { Pod } from '@sampan/api';
import type { ViewSubresource } from '../../../kinds/subresource.js';

/** `pods/ephemeralcontainers`: containers that are added to a running Pod to look into it. */
export const ephemeralContainersSubresource: ViewSubresource<Pod> = {
  type: 'view',
  view: (pod) => pod,
  merge: (current, view) => {
    const { ephemeralContainers: _current, ...spec } = current.spec;
    const { ephemeralContainers } = (view as Pod).spec;
    const merged = ephemeralContainers === undefined ? spec : { ...spec, ephemeralContainers };
    return { ...withVersion(current, view as Pod), spec: merged };
  },
};

/** `pods/resize`: other requests and limits for running containers. */
export const resizeSubresource: ViewSubresource<Pod> = {
  type: 'view',
  view: (pod) => pod,
  merge: (current, view) => ({ ...withVersion(current, view as Pod), spec: (view as Pod).spec }),
};

function withVersion(current: Pod, view: Pod): Pod {
  return { ...current, metadata: { ...current.metadata, resourceVersion: view.metadata.resourceVersion } };
}
