import type { CertificateSigningRequest } from '@sampan/api';
import { expect, it } from 'vitest';
import { type Decision, withDecision } from './decide.js';

const approval: Decision = {
  type: 'Approved',
  opposite: 'Denied',
  operation: 'approved',
  reason: 'KubectlApprove',
  message: 'yes',
};
const request = (...types: string[]): CertificateSigningRequest => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'csr' },
  spec: { request: '', signerName: 'example.com/signer', usages: [] },
  status: { conditions: types.map((type) => ({ type, status: 'True' })) },
});
const options = { force: false, now: 0 };

it('writes the decision as a condition', () => {
  expect(withDecision(request(), approval, options)?.status?.conditions).toEqual([
    {
      type: 'Approved',
      status: 'True',
      reason: 'KubectlApprove',
      message: 'yes',
      lastUpdateTime: '1970-01-01T00:00:00Z',
    },
  ]);
});

it('decides once, unless forced', () => {
  expect(withDecision(request('Approved'), approval, options)).toBeUndefined();
  expect(withDecision(request('Approved'), approval, { ...options, force: true })?.status?.conditions).toHaveLength(1);
});

it('never decides the opposite', () => {
  expect(() => withDecision(request('Denied'), approval, options)).toThrow(
    'certificate signing request "csr" is already Denied',
  );
});
