import type { ResourceDefinition } from '../define-resource.js';
import { priorityclasses } from './priorityclasses.js';

export const schedulingResources: readonly ResourceDefinition[] = [priorityclasses];
