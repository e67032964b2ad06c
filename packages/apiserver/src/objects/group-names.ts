import type { GroupKind, GroupResource } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';

/** How messages name the resource: `deployments.apps`. */
export function groupResource({ group, plural }: ResourceDefinition): GroupResource {
  return { group, resource: plural };
}

/** How messages name the kind: `Deployment.apps`. */
export function groupKind({ group, kind }: ResourceDefinition): GroupKind {
  return { group, kind };
}
