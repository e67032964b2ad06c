import { deepEqual, forbidden, type KubernetesObject, type Node, type Pod, type TokenRequest } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';

const nodesGroup = 'system:nodes';
const nodePrefix = 'system:node:';
const mirrorAnnotation = 'kubernetes.io/config.mirror';
const restrictedLabels = 'node-restriction.kubernetes.io/';

/** A node's agent only changes what is its own: its Node and Lease, the Pods that it runs, and their tokens. */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  admits: ({ user, resource }) =>
    user.groups.includes(nodesGroup) && user.name.startsWith(nodePrefix) && checks.has(nameOf(resource)),
  validate: (request) => {
    const node = request.user.name.slice(nodePrefix.length);
    const reason = checks.get(nameOf(request.resource))?.(request, node);
    if (reason === undefined) return;
    throw forbidden({ group: request.resource.group, resource: request.resource.plural }, request.name, reason);
  },
};

/** Each says why `node` may not do what is asked for; undefined: it may. */
const checks = new Map<string, (request: AdmissionRequest, node: string) => string | undefined>([
  ['nodes', checkNode],
  ['pods', checkPod],
  ['leases.coordination.k8s.io', checkLease],
  ['serviceaccounts', checkToken],
]);

function nameOf({ group, plural }: AdmissionRequest['resource']): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function checkNode({ operation, name, object, oldObject }: AdmissionRequest, node: string): string | undefined {
  if (operation === 'CONNECT') return undefined;
  if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`;
  if (operation === 'DELETE') return undefined;
  const [labels, old] = [(object as Node).metadata.labels ?? {}, oldObject?.metadata.labels ?? {}];
  const changed = [...new Set([...Object.keys(labels), ...Object.keys(old)])]
    .filter((key) => key.includes(restrictedLabels) && labels[key] !== old[key])
    .sort();
  if (changed.length > 0) return `node "${node}" is not allowed to modify labels: ${changed.join(', ')}`;
  if (
    oldObject !== undefined &&
    !deepEqual((object as Node).spec.taints ?? [], (oldObject as Node).spec.taints ?? [])
  ) {
    return `node "${node}" is not allowed to modify taints`;
  }
  return undefined;
}

function checkPod(request: AdmissionRequest, node: string): string | undefined {
  const { operation, subresource, object, oldObject } = request;
  if (subresource === 'status') {
    return nodeOf(oldObject) === node
      ? undefined
      : `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
  }
  if (subresource === 'eviction') {
    return nodeOf(findPod(request, request.name)) === node
      ? undefined
      : `node "${node}" can only evict pods with spec.nodeName set to itself`;
  }
  if (operation === 'DELETE') {
    return nodeOf(oldObject) === node
      ? undefined
      : `node "${node}" can only delete pods with spec.nodeName set to itself`;
  }
  if (operation !== 'CREATE' || subresource !== '') return `unexpected operation "${operation}"`;
  if (object?.metadata.annotations?.[mirrorAnnotation] === undefined) {
    return `pod does not have "${mirrorAnnotation}" annotation, node "${node}" can only create mirror pods`;
  }
  return nodeOf(object) === node ? undefined : `node "${node}" can only create pods with spec.nodeName set to itself`;
}

function checkLease({ namespace, name }: AdmissionRequest, node: string): string | undefined {
  if (namespace !== 'kube-node-lease') return `can only access leases in the "kube-node-lease" system namespace`;
  return name === node ? undefined : 'can only access node lease with the same name as the requesting node';
}

function checkToken(request: AdmissionRequest, node: string): string | undefined {
  const { subresource, object } = request;
  if (subresource !== 'token') return undefined;
  const bound = (object as TokenRequest | undefined)?.spec.boundObjectRef;
  if (bound?.kind !== 'Pod' || !bound.name) return 'node requested token not bound to a pod';
  const pod = findPod(request, bound.name);
  if (pod === undefined) return `pod "${bound.name}" not found`;
  if (bound.uid && bound.uid !== pod.metadata.uid) return 'node requested token bound to a pod with a different uid';
  return nodeOf(pod) === node ? undefined : 'node requested token bound to a pod scheduled on a different node';
}

function findPod({ services, namespace }: AdmissionRequest, name: string): Pod | undefined {
  const resource = services.resources.findAny('', 'pods');
  return resource === undefined ? undefined : services.objects.get<Pod>(resource, { namespace, name });
}

function nodeOf(pod: KubernetesObject | undefined): string | undefined {
  return (pod as Pod | undefined)?.spec.nodeName;
}
