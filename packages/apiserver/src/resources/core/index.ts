import type { ResourceDefinition } from '../define-resource.js';
import { bindings } from './bindings.js';
import { configmaps } from './configmaps.js';
import { endpoints } from './endpoints.js';
import { events } from './events.js';
import { limitranges } from './limitranges.js';
import { namespaces } from './namespaces.js';
import { nodes } from './nodes.js';
import { pods } from './pods.js';
import { podtemplates } from './podtemplates.js';
import { secrets } from './secrets.js';
import { serviceaccounts } from './serviceaccounts.js';
import { services } from './services.js';

export const coreResources: readonly ResourceDefinition[] = [
  bindings,
  configmaps,
  endpoints,
  events,
  limitranges,
  namespaces,
  nodes,
  pods,
  podtemplates,
  secrets,
  serviceaccounts,
  services,
];
