import type { ResourceDefinition } from '../define-resource.js';
import { clusterrolebindings } from './clusterrolebindings.js';
import { clusterroles } from './clusterroles.js';
import { rolebindings } from './rolebindings.js';
import { roles } from './roles.js';

export const rbacResources: readonly ResourceDefinition[] = [clusterrolebindings, clusterroles, rolebindings, roles];
