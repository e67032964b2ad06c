import {
  type CertificateRequest,
  type CertificateSigningRequest,
  findCondition,
  formatTime,
  type ObjectKey,
  readCertificateRequest,
  resources,
} from '@sampan/api';
import { type ControllerContext, defineController } from '@sampan/client';
import { commonNameOf, kubeletClientProblem, kubeletClientSigner } from './signers.js';

/*
 * Promises: what a node's agent asks for as its identity is agreed to, where the one who asks may have it: for itself, or
 * for a node that is yet to come.
 * Reads: CertificateSigningRequests, SubjectAccessReviews. Writes: the approval of CertificateSigningRequests.
 * Runs when: a request changes.
 */
export const csrApprovingController = defineController({
  name: 'csrapproving',
  primary: resources.certificateSigningRequests,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const request = context.lister(resources.certificateSigningRequests).get(key);
  if (request === undefined || request.status?.certificate || isDecided(request)) return;
  const { request: asked, usages = [], signerName } = request.spec;
  const parsed = readCertificateRequest(asked);
  if (signerName !== kubeletClientSigner || kubeletClientProblem(parsed, usages) !== undefined) return;
  const tried = recognizers.filter(({ recognizes }) => recognizes(request, parsed));
  for (const { subresource, message } of tried) {
    if (!(await mayHave(request, subresource, context))) continue;
    const type = context.client.resource(resources.certificateSigningRequests);
    await type.subresource<CertificateSigningRequest>(key, 'approval').update(approved(request, message, context));
    return;
  }
  const names = tried.map(({ subresource }) => subresource).join(' ');
  throw new Error(`recognized csr "${key.name}" as [${names}] but subject access review was not approved`);
}

/** In the order in which upstream tries them. */
const recognizers = [
  {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    recognizes: ({ spec }: CertificateSigningRequest, { subject }: CertificateRequest) =>
      spec.username === commonNameOf(subject),
  },
  {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    recognizes: () => true,
  },
];

function isDecided({ status }: CertificateSigningRequest): boolean {
  return ['Approved', 'Denied'].some((type) => findCondition(status?.conditions, type) !== undefined);
}

async function mayHave(
  { spec }: CertificateSigningRequest,
  subresource: string,
  context: ControllerContext,
): Promise<boolean> {
  const { username = '', uid, groups, extra } = spec;
  const group = 'certificates.k8s.io';
  const review = await context.client.resource(resources.subjectAccessReviews).create({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {},
    spec: {
      ...{ user: username, ...(uid && { uid }), ...(groups && { groups }), ...(extra && { extra }) },
      resourceAttributes: { group, resource: 'certificatesigningrequests', verb: 'create', subresource, version: '*' },
    },
  });
  return review.status?.allowed === true;
}

function approved(
  request: CertificateSigningRequest,
  message: string,
  { clock }: ControllerContext,
): CertificateSigningRequest {
  const lastUpdateTime = formatTime(clock.now());
  const condition = { type: 'Approved', status: 'True', reason: 'AutoApproved', message, lastUpdateTime };
  return { ...request, status: { ...request.status, conditions: [...(request.status?.conditions ?? []), condition] } };
}
