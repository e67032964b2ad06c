import { CommandError } from '../../framework/errors.js';
import { type FieldSpec, visitFields } from '../field-specs.js';
import type { Kustomization } from '../kustomization.js';
import { allIds, type Resource } from '../resource.js';

/** Sets how many replicas the workloads of given names have. */
export function setReplicas(
  resources: readonly Resource[],
  replicas: NonNullable<Kustomization['replicas']>,
  specs: readonly FieldSpec[],
): void {
  for (const { name = '', count = 0 } of replicas) {
    let isFound = false;
    for (const spec of specs) {
      for (const resource of resources) {
        if (!allIds(resource).some((id) => id.name === name && id.kind === spec.kind)) continue;
        isFound = true;
        visitFields(resource.object, spec, { visit: ({ set }) => set(count), created: 0 });
      }
    }
    if (!isFound) {
      const types = specs.map(({ kind = '[noKind]' }) => `${kind}.[noVer].[noGrp]`).join(' ');
      throw new CommandError(`resource with name ${name} does not match a config with the following GVK [${types}]`);
    }
  }
}
