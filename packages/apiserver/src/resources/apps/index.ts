import type { ResourceDefinition } from '../define-resource.js';
import { controllerrevisions } from './controllerrevisions.js';
import { deployments } from './deployments.js';
import { replicasets } from './replicasets.js';

export const appsResources: readonly ResourceDefinition[] = [controllerrevisions, deployments, replicasets];
