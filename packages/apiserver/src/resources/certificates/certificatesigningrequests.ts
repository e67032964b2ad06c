import { type CertificateSigningRequest, formatTime, humanDuration, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import type { StrategyContext } from '../../kinds/strategy.js';
import type { ViewSubresource } from '../../kinds/subresource.js';
import { formerRequests } from './former-requests.js';
import { requestChecks, validateSigner, validateTransition } from './validate-request.js';

/** What is asked for is what it was from the start: who agrees writes `approval`, who signs `status`. */
export const certificatesigningrequests = defineResource(resources.certificateSigningRequests, {
  strategy: {
    nameRule: () => [],
    checks: requestChecks,
    prepareForCreate: (request, { user }) => {
      const { name, uid, groups, extra } = user;
      const { username: _, uid: _uid, groups: _groups, extra: _extra, ...spec } = request.spec;
      request.spec = {
        ...spec,
        username: name,
        ...(uid && { uid }),
        ...(groups.length > 0 && { groups: [...groups] }),
        ...(extra !== undefined &&
          Object.keys(extra).length > 0 && { extra: extra as CertificateSigningRequest['spec']['extra'] & object }),
      };
      request.status = {};
    },
    prepareForUpdate: (request, old, context) => {
      request.spec = old.spec;
      if (context.subresource !== '') stampConditions(request, old, context);
    },
    validateCreate: ({ spec }, { apiVersion }) => validateSigner(spec.signerName, apiVersion),
    validateUpdate: validateTransition,
    validateStatusUpdate: (request, old) => validateTransition(request, old, 'status'),
  },
  subresources: { status: statusSubresource(), approval: approvalSubresource() },
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName },
  columns: [
    nameColumn,
    ageColumn,
    { name: 'SignerName', type: 'string', description: 'Who is to sign.', cell: ({ spec }) => spec.signerName },
    { name: 'Requestor', type: 'string', description: 'Who asks.', cell: ({ spec }) => spec.username ?? '' },
    {
      name: 'RequestedDuration',
      type: 'string',
      description: 'How long the certificate is to be valid.',
      cell: ({ spec: { expirationSeconds } }) =>
        expirationSeconds === undefined ? '<none>' : humanDuration(expirationSeconds * 1000),
    },
    { name: 'Condition', type: 'string', description: 'How far the request has come.', cell: formatConditions },
  ],
  versions: formerRequests,
});

/** The whole request is shown; of what is written, only the conditions are taken. */
function approvalSubresource(): ViewSubresource<CertificateSigningRequest> {
  return {
    type: 'view',
    view: (request) => request,
    merge: (current, view) => {
      const { status, metadata } = view as CertificateSigningRequest;
      const { conditions: _, ...kept } = current.status ?? {};
      const conditions = status?.conditions;
      return { ...current, metadata, status: { ...kept, ...(conditions && { conditions }) } };
    },
  };
}

/** When a condition was written, and when it came to be so. */
function stampConditions(
  { status }: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { now }: StrategyContext,
): void {
  for (const condition of status?.conditions ?? []) {
    condition.lastUpdateTime ??= formatTime(now);
    const before = old.status?.conditions?.find(
      ({ type, status: was, lastTransitionTime }) =>
        type === condition.type && was === condition.status && lastTransitionTime !== undefined,
    );
    condition.lastTransitionTime ??= before?.lastTransitionTime ?? formatTime(now);
  }
}

function formatConditions({ status }: CertificateSigningRequest): string {
  const has = (type: string) => (status?.conditions ?? []).some((condition) => condition.type === type);
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return [decision, ...(has('Failed') ? ['Failed'] : []), ...(status?.certificate ? ['Issued'] : [])].join(',');
}
