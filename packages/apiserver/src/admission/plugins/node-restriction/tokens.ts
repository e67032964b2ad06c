import { notFound, type Pod, type TokenRequest } from '@sampan/api';
import type { AdmissionRequest } from '../../admission-plugin.js';
import { findPod, nodeOfPod } from './find-object.js';

/** An agent has tokens of its Pods' accounts alone: bound to the Pod, and for an audience that the Pod asks for. */
export function checkToken(request: AdmissionRequest, node: string): string | undefined {
  if (request.operation !== 'CREATE' || request.subresource !== 'token') return undefined;
  const { boundObjectRef: bound, audiences = [] } = (request.object as TokenRequest).spec ?? {};
  if (bound?.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name) {
    return 'node requested token not bound to a pod';
  }
  if (!bound.uid) return 'node requested token with a pod binding without a uid';
  const pod = findPod(request, bound.name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, bound.name);
  if (bound.uid !== pod.metadata.uid) {
    return `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  }
  if (nodeOfPod(pod) !== node) return 'node requested token bound to a pod scheduled on a different node';
  return checkAudience(request, pod, audiences);
}

/** Others than those in the Pod's volumes take a permission: `request-serviceaccounts-token-audience` on the audience. */
function checkAudience(request: AdmissionRequest, pod: Pod, audiences: readonly string[]): string | undefined {
  const [audience = '', ...more] = audiences;
  if (more.length > 0) return 'node may only request 0 or 1 audiences';
  const sources = (pod.spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? []);
  const isAskedFor = sources.some(
    ({ serviceAccountToken }) => serviceAccountToken !== undefined && (serviceAccountToken.audience ?? '') === audience,
  );
  if (isAskedFor || mayRequest(request, audience)) return undefined;
  return `audience "${audience}" not found in pod spec volume, ${request.user.name} is not authorized to request tokens for this audience`;
}

function mayRequest({ user, namespace, name, server }: AdmissionRequest, audience: string): boolean {
  const attributes = { user, namespace, name, verb: 'request-serviceaccounts-token-audience', resource: audience };
  return server.authorizer.authorize({
    ...attributes,
    ...{ resourceRequest: true, group: '', version: '*', subresource: '', path: '' },
  }).allowed;
}
