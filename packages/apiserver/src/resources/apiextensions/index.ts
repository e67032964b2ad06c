import type { ResourceDefinition } from '../define-resource.js';
import { customresourcedefinitions } from './customresourcedefinitions.js';

export const apiextensionsResources: readonly ResourceDefinition[] = [customresourcedefinitions];
