import type { KubernetesObject, Node, Pod } from '@sampan/api';
import type { AdmissionRequest } from '../../admission-plugin.js';

/** A Pod of the request's namespace. */
export function findPod({ services, namespace }: AdmissionRequest, name: string): Pod | undefined {
  const resource = services.resources.findAny('', 'pods');
  return resource && services.objects.get<Pod>(resource, { namespace, name });
}

export function findNode({ services }: AdmissionRequest, name: string): Node | undefined {
  const resource = services.resources.findAny('', 'nodes');
  return resource && services.objects.get<Node>(resource, { namespace: '', name });
}

/** The node that a Pod is bound to. */
export function nodeOfPod(pod: KubernetesObject | undefined): string | undefined {
  return (pod as Pod | undefined)?.spec.nodeName;
}
