import { defineCommand } from '../../framework/command.js';
import { decide, decisionFlags } from './decide.js';

export const deny = defineCommand({
  name: 'deny',
  usage: '(-f FILENAME | NAME)',
  short: 'Deny a certificate signing request',
  long: 'Refuse a request for a certificate: it must not be signed.',
  examples: `
# Deny the request 'csr-sqgzp'
kubectl certificate deny csr-sqgzp`,
  flags: decisionFlags('deny'),
  run: (invocation) =>
    decide(invocation, {
      type: 'Denied',
      opposite: 'Approved',
      operation: 'denied',
      reason: 'KubectlDeny',
      message: 'This CSR was denied by kubectl certificate deny.',
    }),
});
