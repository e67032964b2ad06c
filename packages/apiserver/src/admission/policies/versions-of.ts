import { StatusError } from '@sampan/api';
import type { AdmissionVariables } from '@sampan/api/cel';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { inVersion, type VersionedRequest } from '../matching/request-objects.js';
import { requestVariables } from './policy-variables.js';

/** A request in one version, and what expressions see of it there. */
export interface SeenRequest {
  readonly versioned: VersionedRequest;
  readonly variables: AdmissionVariables;
}

/** A request in some versions; an error is why it cannot be had in one. A promise only where somebody else converts it. */
export function versionsOf(
  resources: Iterable<ResourceDefinition>,
  request: AdmissionRequest,
): Map<ResourceDefinition, SeenRequest | Error> | Promise<Map<ResourceDefinition, SeenRequest | Error>> {
  const found = [...new Set(resources)].map((resource) => [resource, see(resource, request)] as const);
  if (!found.some(([, seen]) => seen instanceof Promise)) return new Map(found as [ResourceDefinition, SeenRequest][]);
  return Promise.all(found.map(async ([resource, seen]) => [resource, await seen] as const)).then(
    (all) => new Map(all),
  );
}

function see(
  resource: ResourceDefinition,
  request: AdmissionRequest,
): SeenRequest | Error | Promise<SeenRequest | Error> {
  const seen = (versioned: VersionedRequest) => ({ versioned, variables: requestVariables(versioned) });
  try {
    const versioned = inVersion(request, resource);
    return versioned instanceof Promise ? versioned.then(seen).catch(failure) : seen(versioned);
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Error {
  if (error instanceof StatusError) return new Error(`failed to convert object version: ${error.message}`);
  throw error;
}
