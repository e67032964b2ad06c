import type { ResourceDefinition } from '../define-resource.js';
import { events } from './events.js';

export const eventsResources: readonly ResourceDefinition[] = [events];
