import { X509Certificate } from 'node:crypto';
import { type CertificateSigningRequest, decodeBase64, findCondition, type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, defineController, deleteAction, type Result } from '@sampan/client';

const hour = 60 * 60 * 1_000;
/** How long a request that was decided is kept. */
const decidedMs = hour;
/** How long one that nobody decides on is. */
const pendingMs = 24 * hour;

/*
 * Promises: requests go an hour after they were decided, a day after they were made where nobody decides, and with their
 * certificate.
 * Reads: CertificateSigningRequests. Writes: CertificateSigningRequests (delete).
 * Runs when: a request changes, or its time has come.
 */
export const csrCleanerController = defineController({
  name: 'csrcleaner',
  primary: resources.certificateSigningRequests,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const request = context.lister(resources.certificateSigningRequests).get(key);
  if (request === undefined || request.metadata.deletionTimestamp !== undefined) return undefined;
  const wait = expiryOf(request) - context.clock.now();
  if (wait > 0) return { requeueAfterMs: wait };
  await context.perform([deleteAction(resources.certificateSigningRequests, request)]);
  return undefined;
}

/** When a request is to go, in milliseconds. */
export function expiryOf({ metadata, status }: CertificateSigningRequest): number {
  const { conditions = [], certificate } = status ?? {};
  const created = Date.parse(metadata.creationTimestamp ?? '');
  const decisions = ['Approved', 'Denied', 'Failed'].flatMap((type) => {
    const condition = findCondition(conditions, type);
    return condition === undefined ? [] : [Date.parse(condition.lastUpdateTime ?? '') || created];
  });
  const times = decisions.length === 0 ? [created + pendingMs] : decisions.map((time) => time + decidedMs);
  return Math.min(...times, ...(certificate ? [endOf(certificate)] : []));
}

/** When a certificate ends; one that cannot be read is as good as ended. */
function endOf(certificate: string): number {
  try {
    return Date.parse(new X509Certificate(decodeBase64(certificate)).validTo);
  } catch {
    return 0;
  }
}
