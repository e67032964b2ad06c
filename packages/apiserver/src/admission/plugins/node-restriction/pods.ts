import { deepEqual, notFound, type OwnerReference, type Pod } from '@sampan/api';
import { podReferences } from '../../../authorization/node/pod-references.js';
import type { AdmissionRequest } from '../../admission-plugin.js';
import { findNode, findPod, nodeOfPod } from './find-object.js';

const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** An agent reports on, evicts and deletes the Pods of its node, and creates nothing but mirror Pods. */
export function checkPod(request: AdmissionRequest, node: string): string | undefined {
  const { operation, subresource } = request;
  if (subresource === 'status') return checkStatus(request, node);
  if (subresource === 'eviction') return checkEviction(request, node);
  if (subresource !== '') {
    return `unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`;
  }
  if (operation === 'CREATE') return checkMirror(request, node);
  if (operation !== 'DELETE') {
    return `unexpected operation "${operation}", node "${node}" can only create and delete mirror pods`;
  }
  if (nodeOfPod(request.oldObject) === node) return undefined;
  return `node "${node}" can only delete pods with spec.nodeName set to itself`;
}

function checkStatus({ operation, object, oldObject }: AdmissionRequest, node: string): string | undefined {
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  if (nodeOfPod(oldObject) !== node) {
    return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
  }
  const [pod, old] = [object as Pod, oldObject as Pod];
  if (!deepEqual(pod.metadata.labels ?? {}, old.metadata.labels ?? {})) {
    return `node "${node}" cannot update labels through pod status`;
  }
  if (!deepEqual(pod.status?.resourceClaimStatuses ?? [], old.status?.resourceClaimStatuses ?? [])) {
    return `node "${node}" cannot update resource claim statues`;
  }
  return undefined;
}

function checkEviction(request: AdmissionRequest, node: string): string | undefined {
  const pod = findPod(request, request.name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, request.name);
  return nodeOfPod(pod) === node ? undefined : `node ${node} can only evict pods with spec.nodeName set to itself`;
}

/** A mirror Pod shows what a node runs by itself; it must not give the node anything. */
function checkMirror(request: AdmissionRequest, node: string): string | undefined {
  const pod = request.object as Pod;
  const { metadata, spec } = pod;
  if (metadata.annotations?.[mirrorAnnotation] === undefined) {
    return `pod does not have "${mirrorAnnotation}" annotation, node "${node}" can only create mirror pods`;
  }
  if (spec.nodeName !== node) return `node "${node}" can only create pods with spec.nodeName set to itself`;
  const owner = checkOwner(request, node, metadata.ownerReferences ?? []);
  if (owner !== undefined) return owner;
  const reference = forbiddenReference(pod);
  return reference && `node "${node}" can not create pods that reference ${reference}`;
}

function checkOwner(request: AdmissionRequest, name: string, owners: readonly OwnerReference[]): string | undefined {
  const [owner, ...more] = owners;
  if (more.length > 0) return `node "${name}" can only create pods with a single owner reference set to itself`;
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== name) {
    return `node "${name}" can only create pods with an owner reference set to itself`;
  }
  if (!owner.controller) {
    return `node "${name}" can only create pods with a controller owner reference set to itself`;
  }
  if (owner.blockOwnerDeletion) return `node "${name}" must not set blockOwnerDeletion on an owner reference`;
  const node = findNode(request, name);
  if (node === undefined) throw notFound({ group: '', resource: 'nodes' }, name);
  if (owner.uid === node.metadata.uid) return undefined;
  return `node ${name} UID mismatch: expected ${owner.uid} got ${node.metadata.uid}`;
}

function forbiddenReference(pod: Pod): string | undefined {
  if (pod.spec.serviceAccountName) return 'a service account';
  const { secrets, configMaps } = podReferences(pod);
  if (secrets.size > 0) return 'secrets';
  if (configMaps.size > 0) return 'configmaps';
  const volumes = pod.spec.volumes ?? [];
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
  if (sources.some(({ clusterTrustBundle }) => clusterTrustBundle !== undefined)) return 'clustertrustbundles';
  if (volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined)) return 'persistentvolumeclaims';
  return undefined;
}
