import {
  deepEqual,
  type FieldError,
  field,
  isDns1123Subdomain,
  type LabelSelector,
  type MutatingWebhook,
  type ValidatingWebhook,
} from '@sampan/api';
import { bool, compileAdmission } from '@sampan/api/cel';
import { validateLabelSelector } from '../../../kinds/validation/label-selector.js';
import { optionalChoice } from '../../../kinds/validation/messages.js';
import {
  reviewVersions,
  validateReviewVersions,
  validateWebhookClient,
} from '../../../kinds/validation/webhook-client.js';
import { validateMatchConditions } from './validate-match-conditions.js';
import { validateRule } from './validate-rule.js';

export type Webhook = ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>;

/** What former versions did not ask for, and what lies in the store because of that. */
export interface WebhookLeniency {
  /** Webhooks may have side effects. */
  readonly sideEffects: boolean;
  /** Webhooks may name no version of reviews that this server speaks. */
  readonly reviewVersions: boolean;
  /** Webhooks may share a name. */
  readonly names: boolean;
  /** Match conditions are as they were. */
  readonly matchConditions: boolean;
}

/** What a new configuration may be, by the version of the request. */
export function leniencyOf(apiVersion: string): WebhookLeniency {
  const former = apiVersion.endsWith('/v1beta1');
  return { sideEffects: former, reviewVersions: former, names: former, matchConditions: false };
}

/** What a configuration may be that takes the place of another: no better than that one. */
export function leniencyAfter(webhooks: readonly Webhook[], old: readonly Webhook[]): WebhookLeniency {
  const conditionsOf = (list: readonly Webhook[]) => list.map(({ matchConditions = [] }) => matchConditions);
  return {
    sideEffects: !old.every(({ sideEffects }) => harmless.includes(sideEffects)),
    reviewVersions: !old.every((webhook) => (webhook.admissionReviewVersions ?? []).some(isKnown)),
    names: new Set(old.map(({ name }) => name)).size < old.length,
    matchConditions: deepEqual(conditionsOf(webhooks), conditionsOf(old)),
  };
}

const harmless = ['None', 'NoneOnDryRun'];
const sideEffectClasses = [...harmless, 'Some', 'Unknown'];

function isKnown(version: string): boolean {
  return reviewVersions.includes(version);
}

/** The webhooks of a configuration (`validateValidatingWebhookConfiguration`, `validateMutatingWebhookConfiguration`). */
export function validateWebhooks(webhooks: readonly Webhook[] = [], lenient: WebhookLeniency): FieldError[] {
  const names = new Set<string>();
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`;
    const { name, admissionReviewVersions = [] } = webhook;
    const errors = [
      ...validateWebhook(path, webhook, lenient),
      ...validateReviewVersions(`${path}.admissionReviewVersions`, admissionReviewVersions, {
        absent: `must specify one of ${reviewVersions.join(', ')}`,
        requireKnown: !lenient.reviewVersions,
      }),
    ];
    if (!lenient.names && names.has(name)) errors.push(field.duplicate(`${path}.name`, name));
    names.add(name);
    return errors;
  });
}

function validateWebhook(path: string, webhook: Webhook, lenient: WebhookLeniency): FieldError[] {
  const { name = '', rules = [], sideEffects, timeoutSeconds = 10, clientConfig = {}, matchConditions = [] } = webhook;
  const allowed = lenient.sideEffects ? sideEffectClasses : harmless;
  return [
    ...validateName(`${path}.name`, name),
    ...rules.flatMap((rule, index) => validateRule(`${path}.rules[${index}]`, rule)),
    ...optionalChoice(`${path}.failurePolicy`, webhook.failurePolicy, ['Fail', 'Ignore']),
    ...optionalChoice(`${path}.matchPolicy`, webhook.matchPolicy, ['Equivalent', 'Exact']),
    ...validateSideEffects(`${path}.sideEffects`, sideEffects, allowed),
    ...(timeoutSeconds > 30 || timeoutSeconds < 1
      ? [field.invalid(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds')]
      : []),
    ...selectors(path, webhook),
    ...optionalChoice(`${path}.reinvocationPolicy`, webhook.reinvocationPolicy, ['IfNeeded', 'Never']),
    ...validateWebhookClient(`${path}.clientConfig`, clientConfig),
    ...(lenient.matchConditions ? [] : validateMatchConditions(`${path}.matchConditions`, matchConditions, problemOf)),
  ];
}

/** `IsFullyQualifiedName`. */
function validateName(path: string, name: string): FieldError[] {
  if (name === '') return [field.required(path)];
  const problems = isDns1123Subdomain(name);
  if (problems.length > 0) return [field.invalid(path, name, problems.join(','))];
  if (name.split('.').length >= 3) return [];
  return [field.invalid(path, name, 'should be a domain with at least three segments separated by dots')];
}

/** A missing class is told by what would do; one that is empty is none that there is. */
function validateSideEffects(path: string, sideEffects: string | undefined, allowed: readonly string[]): FieldError[] {
  if (sideEffects === undefined) return [field.required(path, `must specify one of ${allowed.join(', ')}`)];
  return optionalChoice(path, sideEffects, allowed);
}

function selectors(path: string, { namespaceSelector, objectSelector }: Webhook): FieldError[] {
  const named: readonly [string, LabelSelector | undefined][] = [
    ['namespaceSelector', namespaceSelector],
    ['objectSelector', objectSelector],
  ];
  return named.flatMap(([name, selector]) => validateLabelSelector(`${path}.${name}`, selector));
}

function problemOf(expression: string): string | undefined {
  return compileAdmission(expression, { params: false, authorizer: true }, [bool]).problem;
}
