import type { KubernetesObject } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { ResourceDefinition } from '../resources/define-resource.js';
import type { Services } from '../services.js';

/** One request on its way to the store, as admission sees it. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly resource: ResourceDefinition;
  /** Empty for the resource itself. */
  readonly subresource: string;
  readonly namespace: string;
  /** Empty while generateName has not been carried out. */
  readonly name: string;
  /** The new object; mutating plugins change it in place. Absent for DELETE and CONNECT. */
  readonly object?: KubernetesObject;
  /** The object as it is. Absent for CREATE and CONNECT. */
  readonly oldObject?: KubernetesObject;
  readonly user: User;
  readonly dryRun: boolean;
  readonly services: Services;
  /** Adds a `Warning:` header to the response. */
  warn(message: string): void;
}

/** Decides on, or completes, requests that authorization has let through. Throws a StatusError to reject. */
export interface AdmissionPlugin {
  /** Kubernetes' name of the plugin. */
  readonly name: string;
  admits(request: AdmissionRequest): boolean;
  mutate?(request: AdmissionRequest): void | Promise<void>;
  validate?(request: AdmissionRequest): void | Promise<void>;
}
