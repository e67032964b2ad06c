import type { Container, Pod, PodSpec } from '@sampan/api';
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

/** `pods/resize`: other requests and limits for running containers. What else differs is left as it is. */
export const resizeSubresource: ViewSubresource<Pod> = {
  type: 'view',
  view: (pod) => pod,
  merge: (current, view) => ({ ...withVersion(current, view as Pod), spec: resized(current.spec, (view as Pod).spec) }),
};

/** Containers that were added, removed or renamed are for validation to refuse. */
function resized(current: PodSpec, view: PodSpec): PodSpec {
  const lists = (['containers', 'initContainers'] as const).map(
    (list) => [current[list] ?? [], view[list] ?? []] as const,
  );
  const names = (containers: readonly Container[]) => containers.map(({ name }) => name).join();
  if (lists.some(([before, after]) => names(before) !== names(after))) return view;
  const [containers = [], initContainers = []] = lists.map(([before, after]) =>
    before.map((container, index) => taking(container, after[index] ?? {}, ['resources', 'resizePolicy'])),
  );
  return taking({ ...current, containers, ...(current.initContainers && { initContainers }) }, view, ['resources']);
}

function taking<T extends object>(target: T, source: Partial<T>, names: readonly (keyof T)[]): T {
  const taken = { ...target };
  for (const name of names) {
    if (source[name] === undefined) delete taken[name];
    else taken[name] = source[name];
  }
  return taken;
}

function withVersion(current: Pod, view: Pod): Pod {
  return { ...current, metadata: { ...current.metadata, resourceVersion: view.metadata.resourceVersion } };
}
