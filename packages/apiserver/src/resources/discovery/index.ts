import type { ResourceDefinition } from '../define-resource.js';
import { endpointslices } from './endpointslices.js';

export const discoveryResources: readonly ResourceDefinition[] = [endpointslices];
