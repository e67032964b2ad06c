import {
  type CertificateSigningRequest,
  decodeBase64,
  encodeBase64,
  findCondition,
  formatTime,
  type ObjectKey,
  readCertificateRequest,
  resources,
} from '@sampan/api';
import {
  type ControllerContext,
  type ControllerDefinition,
  defineController,
  updateStatusAction,
} from '@sampan/client';
import { type Authority, signers } from './signers.js';

const second = 1_000;
/** A year. */
const longestMs = 365 * 24 * 60 * 60 * second;
/** Ten minutes. */
const shortestMs = 10 * 60 * second;

/*
 * Promises: a request to one of Kubernetes' own signers that was agreed to has its certificate, or why there is none.
 * Reads: CertificateSigningRequests. Writes: their status.
 * Runs when: a request changes.
 */
export function csrSigningController(authority: Authority): ControllerDefinition<CertificateSigningRequest> {
  return defineController({
    name: 'csrsigning',
    primary: resources.certificateSigningRequests,
    reconcile: (key, context) => reconcile(key, context, authority),
  });
}

async function reconcile(key: ObjectKey, context: ControllerContext, authority: Authority): Promise<void> {
  const request = context.lister(resources.certificateSigningRequests).get(key);
  if (request === undefined || request.status?.certificate) return;
  const { conditions } = request.status ?? {};
  if (findCondition(conditions, 'Approved')?.status !== 'True') return;
  if (findCondition(conditions, 'Failed')?.status === 'True') return;
  const status = await decided(request, context, authority);
  if (status === undefined) return;
  await context.perform([updateStatusAction(resources.certificateSigningRequests, { ...request, status })]);
}

/** The status with the certificate, or with why there is none; undefined: somebody else signs. */
async function decided(
  { spec, status }: CertificateSigningRequest,
  { clock }: ControllerContext,
  authority: Authority,
): Promise<CertificateSigningRequest['status']> {
  const check = signers[spec.signerName];
  if (check === undefined) return undefined;
  const { request, usages = [], expirationSeconds } = spec;
  const now = clock.now();
  const problem = check(readCertificateRequest(request), usages);
  if (problem !== undefined) {
    const why = { reason: 'SignerValidationFailure', message: problem, lastUpdateTime: formatTime(now) };
    return { ...status, conditions: [...(status?.conditions ?? []), { type: 'Failed', status: 'True', ...why }] };
  }
  // Loaded when it is needed: hardly any cluster ever signs.
  const { signCertificate } = await import('./sign-certificate.js');
  const certificate = await signCertificate(authority, {
    request: new TextDecoder().decode(decodeBase64(request)),
    ...{ usages, lifetimeMs: lifetimeOf(expirationSeconds), now },
  });
  return { ...status, certificate: encodeBase64(new TextEncoder().encode(certificate)) };
}

/** What is asked for, within ten minutes and a year. */
function lifetimeOf(expirationSeconds: number | undefined): number {
  if (expirationSeconds === undefined) return longestMs;
  return Math.min(Math.max(expirationSeconds * second, shortestMs), longestMs);
}
