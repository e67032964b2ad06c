import type { ResourceDefinition } from '../define-resource.js';
import { localsubjectaccessreviews } from './localsubjectaccessreviews.js';
import { selfsubjectaccessreviews } from './selfsubjectaccessreviews.js';
import { selfsubjectrulesreviews } from './selfsubjectrulesreviews.js';
import { subjectaccessreviews } from './subjectaccessreviews.js';

export const authorizationResources: readonly ResourceDefinition[] = [
  localsubjectaccessreviews,
  selfsubjectaccessreviews,
  selfsubjectrulesreviews,
  subjectaccessreviews,
];
