const webhook = {
  failurePolicy: { default: 'Fail' },
  matchPolicy: { default: 'Equivalent' },
  timeoutSeconds: { default: 10 },
  namespaceSelector: { default: {} },
  objectSelector: { default: {} },
};

/** Defaults of `admissionregistration.k8s.io`: see index.mjs. What is wrong with a webhook depends on what it was before. */
export const admissionregistration = {
  'admissionregistration.MutatingWebhook': { ...webhook, reinvocationPolicy: { default: 'Never' } },
  'admissionregistration.RuleWithOperations': { scope: { default: '*' } },
  'admissionregistration.ServiceReference': { port: { default: 443 } },
  'admissionregistration.ValidatingWebhook': webhook,
};
