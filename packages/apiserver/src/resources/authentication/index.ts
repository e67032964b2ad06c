import type { ResourceDefinition } from '../define-resource.js';
import { selfsubjectreviews } from './selfsubjectreviews.js';
import { tokenreviews } from './tokenreviews.js';

export const authenticationResources: readonly ResourceDefinition[] = [selfsubjectreviews, tokenreviews];
