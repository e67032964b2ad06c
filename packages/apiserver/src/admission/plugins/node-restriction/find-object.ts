import type { KubernetesObject, Node, Pod } from '@sampan/api';
import type { AdmissionRequest } from '../../admission-plugin.js';

/** A Pod of the request's namespace. */
export function findPod({ server, namespace }: AdmissionRequest, name: string): Pod | undefined {
  return server.objects.pods.get(namespace, name);
}

export function findNode({ server }: AdmissionRequest, name: string): Node | undefined {
  return server.objects.nodes.get('', name);
}

/** The node that a Pod is bound to. */
export function nodeOfPod(pod: KubernetesObject | undefined): string | undefined {
  return (pod as Pod | undefined)?.spec.nodeName;
}
