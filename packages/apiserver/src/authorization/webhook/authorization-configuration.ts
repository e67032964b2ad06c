import {
  aggregateMessage,
  type FieldError,
  field,
  fieldErrorMessage,
  isDns1123Subdomain,
  parseDuration,
} from '@sampan/api';
import { type ConfigurationKind, readConfiguration } from '../../configuration/read-configuration.js';
import { compileMatchCondition } from './match-conditions.js';

/** Whom the server asks whether somebody may do something, in which order. */
interface AuthorizationConfiguration {
  authorizers?: ConfiguredAuthorizer[];
}

export interface ConfiguredAuthorizer {
  type: string;
  name: string;
  webhook?: ConfiguredWebhook;
}

/** Times are durations, such as `30s`. */
export interface ConfiguredWebhook {
  authorizedTTL?: string;
  cacheAuthorizedRequests?: boolean;
  unauthorizedTTL?: string;
  cacheUnauthorizedRequests?: boolean;
  timeout: string;
  subjectAccessReviewVersion: 'v1' | 'v1beta1';
  matchConditionSubjectAccessReviewVersion?: string;
  failurePolicy: 'NoOpinion' | 'Deny';
  connectionInfo: { type: string; kubeConfigFile?: string };
  matchConditions?: { expression: string }[];
}

const kind: ConfigurationKind = {
  kind: 'AuthorizationConfiguration',
  versions: ['v1', 'v1beta1', 'v1alpha1'],
  structs: {
    AuthorizationConfiguration: { authorizers: ['AuthorizerConfiguration'] },
    AuthorizerConfiguration: { type: 'string', name: 'string', webhook: 'WebhookConfiguration' },
    WebhookConfiguration: {
      ...{ authorizedTTL: 'string', cacheAuthorizedRequests: 'boolean' },
      ...{ unauthorizedTTL: 'string', cacheUnauthorizedRequests: 'boolean' },
      ...{ timeout: 'string', subjectAccessReviewVersion: 'string', failurePolicy: 'string' },
      matchConditionSubjectAccessReviewVersion: 'string',
      ...{ connectionInfo: 'WebhookConnectionInfo', matchConditions: ['WebhookMatchCondition'] },
    },
    WebhookConnectionInfo: { type: 'string', kubeConfigFile: 'string' },
    WebhookMatchCondition: { expression: 'string' },
  },
};

/** Reads the text of `--authorization-config`. Throws where it is none, in kube-apiserver's words. */
export function readAuthorizationConfiguration(text: string): ConfiguredAuthorizer[] {
  const { authorizers = [] } = readConfiguration<AuthorizationConfiguration>(text, kind);
  const errors = validate(authorizers);
  if (errors.length > 0) throw new Error(aggregateMessage(errors.map(fieldErrorMessage)));
  return authorizers;
}

export const authorizationModes = ['AlwaysAllow', 'AlwaysDeny', 'ABAC', 'Webhook', 'RBAC', 'Node'];

function validate(authorizers: readonly ConfiguredAuthorizer[]): FieldError[] {
  if (authorizers.length === 0)
    return [field.required('authorizers', 'at least one authorization mode must be defined')];
  return authorizers.flatMap(({ type = '', name = '', webhook }, index) => {
    const path = `authorizers[${index}]`;
    const before = authorizers.slice(0, index);
    const errors: FieldError[] = [];
    if (type === '') errors.push(field.required(`${path}.type`));
    else if (!authorizationModes.includes(type))
      errors.push(field.notSupported(`${path}.type`, type, [...authorizationModes].sort()));
    else if (type !== 'Webhook' && before.some((other) => other.type === type))
      errors.push(field.duplicate(`${path}.type`, type));
    if (name === '') errors.push(field.required(`${path}.name`));
    else if (before.some((other) => other.name === name)) errors.push(field.duplicate(`${path}.name`, name));
    else errors.push(...isDns1123Subdomain(name).map((problem) => field.invalid(`${path}.name`, name, problem)));
    if (type === 'Webhook') {
      if (webhook === undefined) errors.push(field.required(`${path}.webhook`, 'required when type=Webhook'));
      else errors.push(...validateWebhook(webhook, `${path}.webhook`));
    } else if (webhook !== undefined) {
      errors.push(field.invalid(`${path}.webhook`, 'non-null', 'may only be specified when type=Webhook'));
    }
    return errors;
  });
}

const longestTimeout = 30_000;

function validateWebhook(webhook: Partial<ConfiguredWebhook>, path: string): FieldError[] {
  const { timeout, subjectAccessReviewVersion, failurePolicy, matchConditions = [] } = webhook;
  const conditionVersion = webhook.matchConditionSubjectAccessReviewVersion;
  return [
    ...validateTimeout(timeout, `${path}.timeout`),
    ...validateDuration(webhook.authorizedTTL, `${path}.authorizedTTL`),
    ...validateDuration(webhook.unauthorizedTTL, `${path}.unauthorizedTTL`),
    ...oneOf(subjectAccessReviewVersion, ['v1', 'v1beta1'], `${path}.subjectAccessReviewVersion`),
    ...(matchConditions.length > 0 && !conditionVersion
      ? [
          field.required(
            `${path}.matchConditionSubjectAccessReviewVersion`,
            'required if match conditions are specified',
          ),
        ]
      : []),
    ...(conditionVersion ? oneOf(conditionVersion, ['v1'], `${path}.matchConditionSubjectAccessReviewVersion`) : []),
    ...oneOf(failurePolicy, ['NoOpinion', 'Deny'], `${path}.failurePolicy`),
    ...validateConnection(webhook.connectionInfo, `${path}.connectionInfo`),
    ...matchConditions.flatMap(({ expression = '' }, index) => {
      const condition = `${path}.matchConditions[${index}].expression`;
      if (expression.trim() === '') return field.required(condition);
      try {
        compileMatchCondition(expression);
        return [];
      } catch (error) {
        return field.invalid(condition, expression, (error as Error).message);
      }
    }),
  ];
}

function validateTimeout(timeout: string | undefined, path: string): FieldError[] {
  if (!timeout) return [field.required(path)];
  const errors = validateDuration(timeout, path);
  if (errors.length > 0) return errors;
  return parseDuration(timeout) > longestTimeout ? [field.invalid(path, timeout, 'must be <= 30s')] : [];
}

function validateDuration(duration: string | undefined, path: string): FieldError[] {
  if (!duration) return [];
  try {
    return parseDuration(duration) < 0 ? [field.invalid(path, duration, 'must be > 0s')] : [];
  } catch (error) {
    return [field.invalid(path, duration, (error as Error).message)];
  }
}

function oneOf(value: string | undefined, supported: readonly string[], path: string): FieldError[] {
  if (!value) return [field.required(path)];
  return supported.includes(value) ? [] : [field.notSupported(path, value, supported)];
}

/** What runs in the cluster itself has no kubeconfig; this server never does. */
function validateConnection(
  { type = '', kubeConfigFile = '' }: Partial<ConfiguredWebhook['connectionInfo']> = {},
  path: string,
) {
  if (type === '') return [field.required(`${path}.type`)];
  if (type !== 'KubeConfigFile')
    return [field.notSupported(`${path}.type`, type, ['InClusterConfig', 'KubeConfigFile'])];
  if (kubeConfigFile === '') return [field.required(`${path}.kubeConfigFile`)];
  if (!kubeConfigFile.startsWith('/'))
    return [field.invalid(`${path}.kubeConfigFile`, kubeConfigFile, 'must be an absolute path')];
  return [];
}
