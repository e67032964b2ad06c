import { forbidden, internalError, StatusError } from '@sampan/api';
import { serverUser } from '../../objects/object-access.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { matchSelectors } from '../matching/match-selectors.js';
import { inVersion, objectsOf, type VersionedRequest } from '../matching/request-objects.js';
import type { WantedWebhook } from './webhook-source.js';

/**
 * What no webhook is asked about: that which says who is asked, so that it can always be mended, and what the server writes on
 * its own behalf.
 */
export function isExempt({ resource, user }: AdmissionRequest): boolean {
  return user === serverUser || (resource.group === 'admissionregistration.k8s.io' && exempt.has(resource.kind));
}

const exempt = new Set(
  ['WebhookConfiguration', 'AdmissionPolicy', 'AdmissionPolicyBinding'].flatMap((kind) => [
    `Mutating${kind}`,
    `Validating${kind}`,
  ]),
);

/**
 * The request as a webhook is to be told of it; undefined: its selectors or conditions leave the request out. Throws a
 * StatusError where that cannot be told.
 */
export function toldTo(
  { webhook, resource }: WantedWebhook,
  request: AdmissionRequest,
): VersionedRequest | undefined | Promise<VersionedRequest | undefined> {
  if (!matchSelectors(webhook.selectors, request, objectsOf(request))) return undefined;
  const versioned = inVersion(request, resource);
  const judge = (one: VersionedRequest) => (meetsConditions(webhook, one) ? one : undefined);
  return versioned instanceof Promise ? versioned.then(judge, conversionFailed) : judge(versioned);
}

function conversionFailed(error: unknown): never {
  throw error instanceof StatusError ? internalError(error) : error;
}

function meetsConditions({ conditions }: WantedWebhook['webhook'], versioned: VersionedRequest): boolean {
  if (conditions === undefined) return true;
  const outcome = conditions(versioned);
  if ('matches' in outcome) return outcome.matches;
  const { requested, name } = versioned.request;
  throw forbidden({ group: requested.group, resource: requested.plural }, name, outcome.error);
}
