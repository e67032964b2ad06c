import { defineCommand } from '../../framework/command.js';
import { decide, decisionFlags } from './decide.js';

export const approve = defineCommand({
  name: 'approve',
  usage: '(-f FILENAME | NAME)',
  short: 'Approve a certificate signing request',
  long: `Let a request for a certificate be signed.

 Whoever gets the certificate can be what the request says: look at it first.`,
  examples: `
# Approve the request 'csr-sqgzp'
kubectl certificate approve csr-sqgzp`,
  flags: decisionFlags('approve'),
  run: (invocation) =>
    decide(invocation, {
      type: 'Approved',
      opposite: 'Denied',
      operation: 'approved',
      reason: 'KubectlApprove',
      message: 'This CSR was approved by kubectl certificate approve.',
    }),
});
