import { apiextensionsResources } from './apiextensions/index.js';
import { appsResources } from './apps/index.js';
import { authenticationResources } from './authentication/index.js';
import { authorizationResources } from './authorization/index.js';
import { coordinationResources } from './coordination/index.js';
import { coreResources } from './core/index.js';
import type { ResourceDefinition } from './define-resource.js';
import { discoveryResources } from './discovery/index.js';
import { eventsResources } from './events/index.js';
import { networkingResources } from './networking/index.js';
import { rbacResources } from './rbac/index.js';
import { schedulingResources } from './scheduling/index.js';
import { storageResources } from './storage/index.js';

/** Every kind that the server knows without being told of it by a CustomResourceDefinition. */
export const builtInResources: readonly ResourceDefinition[] = [
  ...coreResources,
  ...apiextensionsResources,
  ...appsResources,
  ...authenticationResources,
  ...authorizationResources,
  ...coordinationResources,
  ...discoveryResources,
  ...eventsResources,
  ...networkingResources,
  ...rbacResources,
  ...schedulingResources,
  ...storageResources,
];
