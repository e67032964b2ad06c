const webhook = {
  failurePolicy: { default: 'Fail' },
  matchPolicy: { default: 'Equivalent' },
  timeoutSeconds: { default: 10 },
  namespaceSelector: { default: {} },
  objectSelector: { default: {} },
};

/** Defaults of `admissionregistration.k8s.io`: see index.mjs. What is wrong with a webhook depends on what it was before, with an expression on those before it: code says it. */
export const admissionregistration = {
  'admissionregistration.MatchResources': {
    matchPolicy: { default: 'Equivalent' },
    namespaceSelector: { default: {} },
    objectSelector: { default: {} },
  },
  'admissionregistration.MutatingAdmissionPolicySpec': { failurePolicy: { default: 'Fail' } },
  'admissionregistration.MutatingWebhook': { ...webhook, reinvocationPolicy: { default: 'Never' } },
  'admissionregistration.NamedRuleWithOperations': { scope: { default: '*' } },
  'admissionregistration.RuleWithOperations': { scope: { default: '*' } },
  'admissionregistration.ServiceReference': { port: { default: 443 } },
  'admissionregistration.ValidatingAdmissionPolicySpec': { failurePolicy: { default: 'Fail' } },
  'admissionregistration.ValidatingWebhook': webhook,
};
