import type { ResourceDefinition } from '../define-resource.js';
import { ingressclasses } from './ingressclasses.js';
import { ingresses } from './ingresses.js';
import { networkpolicies } from './networkpolicies.js';

export const networkingResources: readonly ResourceDefinition[] = [ingressclasses, ingresses, networkpolicies];
