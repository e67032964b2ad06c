import type { UnstructuredObject } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';
import { parseWholeNumber } from '../../framework/whole-number.js';

/** What a generated Service is made of. Texts are empty where nothing was given. */
export interface ServicePlan {
  name: string;
  labels: Record<string, string>;
  selector: Record<string, string>;
  /** Port numbers as text. */
  ports: readonly string[];
  /** The protocols of each port of the exposed object. */
  protocols: Readonly<Record<string, readonly string[]>>;
  protocol: string;
  targetPort: string;
  externalIp: string;
  loadBalancerIp: string;
  type: string;
  sessionAffinity: string;
  clusterIp: string;
}

/** A Service with a port for each of the plan's, its fields in the order of the type. */
export function serviceOfPorts(plan: ServicePlan): UnstructuredObject {
  const { name, labels, selector, type, sessionAffinity, externalIp, loadBalancerIp, clusterIp } = plan;
  if (!['', 'None', 'ClientIP'].includes(sessionAffinity)) {
    throw new CommandError(`unknown session affinity: ${sessionAffinity}`);
  }
  const ports = plan.ports.flatMap((port, index) => portsFor(plan, port, index));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name,
      creationTimestamp: null as never,
      ...(Object.keys(labels).length > 0 && { labels }),
    },
    spec: {
      ...(ports.length > 0 && { ports }),
      ...(Object.keys(selector).length > 0 && { selector }),
      ...(clusterIp !== '' && { clusterIP: clusterIp }),
      ...(type !== '' && { type }),
      ...(externalIp !== '' && { externalIPs: [externalIp] }),
      ...(sessionAffinity !== '' && { sessionAffinity }),
      ...(type === 'LoadBalancer' && loadBalancerIp !== '' && { loadBalancerIP: loadBalancerIp }),
    },
    status: { loadBalancer: {} },
  };
}

/** Usually one; a port that the exposed object serves in several protocols becomes several. */
function portsFor({ ports, protocols, protocol, targetPort }: ServicePlan, text: string, index: number) {
  const port = parseWholeNumber(text);
  const target = targetPort === '' ? port : /^\d+$/.test(targetPort) ? Number(targetPort) : targetPort;
  const name = ports.length > 1 ? `port-${index + 1}` : '';
  const ofObject = protocols[text] ?? [];
  const servicePort = (portName: string, chosen: string) => ({
    ...(portName !== '' && { name: portName }),
    protocol: chosen,
    port,
    targetPort: target,
  });
  if (protocol !== '' || ofObject.length < 2) return [servicePort(name, protocol || (ofObject[0] ?? 'TCP'))];
  return ofObject.map((one) => servicePort(`port-${index + 1}-${one.toLowerCase()}`, one));
}
