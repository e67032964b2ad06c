import type { ResourceDefinition } from '../define-resource.js';
import { leases } from './leases.js';

export const coordinationResources: readonly ResourceDefinition[] = [leases];
