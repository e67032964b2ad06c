import { describe, expect, it } from 'vitest';
import { readAuthorizationConfiguration } from './authorization-configuration.js';

const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n';
const whole =
  'timeout: 3s, subjectAccessReviewVersion: v1, failurePolicy: Deny, ' +
  'connectionInfo: {type: KubeConfigFile, kubeConfigFile: /k}';

describe('readAuthorizationConfiguration', () => {
  it('takes what is right', () => {
    const text = `${head}authorizers: [{type: Node, name: node}, {type: Webhook, name: w, webhook: {${whole}}}]`;
    expect(readAuthorizationConfiguration(text).map(({ type }) => type)).toEqual(['Node', 'Webhook']);
  });

  it.each([
    ['', 'authorizers: Required value: at least one authorization mode must be defined'],
    ['authorizers: [{type: X, name: a}]', 'authorizers[0].type: Unsupported value: "X": supported values: "ABAC"'],
    ['authorizers: [{type: RBAC, name: a}, {type: RBAC, name: b}]', 'authorizers[1].type: Duplicate value: "RBAC"'],
    ['authorizers: [{type: RBAC, name: a}, {type: Node, name: a}]', 'authorizers[1].name: Duplicate value: "a"'],
    ['authorizers: [{type: Webhook, name: a}]', 'authorizers[0].webhook: Required value: required when type=Webhook'],
    [
      `authorizers: [{type: Node, name: a, webhook: {${whole}}}]`,
      'authorizers[0].webhook: Invalid value: "non-null": may only be specified when type=Webhook',
    ],
    [
      `authorizers: [{type: Webhook, name: a, webhook: {${whole.replace('3s', '31s')}}}]`,
      'authorizers[0].webhook.timeout: Invalid value: "31s": must be <= 30s',
    ],
    [
      `authorizers: [{type: Webhook, name: a, webhook: {${whole}, matchConditions: [{expression: "request.user"}]}}]`,
      '[authorizers[0].webhook.matchConditionSubjectAccessReviewVersion: Required value: required if match conditions are specified, authorizers[0].webhook.matchConditions[0].expression: Invalid value: "request.user": must evaluate to bool]',
    ],
    [`authorizers: [{type: Node, names: a}]`, 'strict decoding error: unknown field "authorizers[0].names"'],
  ])('refuses %s', (text, message) => expect(() => readAuthorizationConfiguration(head + text)).toThrow(message));
});
