import type { ResourceDefinition } from '../define-resource.js';
import { storageclasses } from './storageclasses.js';

export const storageResources: readonly ResourceDefinition[] = [storageclasses];
