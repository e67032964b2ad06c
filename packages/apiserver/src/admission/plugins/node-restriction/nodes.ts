import { deepEqual, type Node } from '@sampan/api';
import type { AdmissionRequest } from '../../admission-plugin.js';

/** Labels of Kubernetes' own that agents set; of all others with its names they may set none. */
const agentLabels = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
]);
const agentLabelDomains = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const reservedDomain = 'node-restriction.kubernetes.io';
const kubernetesDomains = ['kubernetes.io', 'k8s.io'];

/** An agent writes its own Node, through whichever subresource, but not what decides which Pods come to it. */
export function checkNode({ operation, name, object, oldObject }: AdmissionRequest, node: string): string | undefined {
  if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`;
  if (object === undefined) return undefined;
  const { metadata, spec = {} } = object as Node;
  const old = oldObject as Node | undefined;
  const labels = forbiddenLabels(metadata.labels, old?.metadata.labels);
  if (operation === 'CREATE') {
    if (spec.configSource) return `node "${node}" is not allowed to create pods with a non-nil configSource`;
    if (labels.length === 0) return undefined;
    return `node "${node}" is not allowed to set the following labels: ${labels.join(', ')}`;
  }
  if (spec.configSource && !deepEqual(spec.configSource, old?.spec.configSource)) {
    return `node "${node}" is not allowed to update configSource to a new non-nil configSource`;
  }
  if (!deepEqual(spec.taints ?? [], old?.spec.taints ?? [])) return `node "${node}" is not allowed to modify taints`;
  return labels.length === 0 ? undefined : `is not allowed to modify labels: ${labels.join(', ')}`;
}

/** Of the labels that differ, those that are not an agent's to change. */
function forbiddenLabels(labels: Record<string, string> = {}, old: Record<string, string> = {}): string[] {
  const changed = [...new Set([...Object.keys(labels), ...Object.keys(old)])].filter((key) => labels[key] !== old[key]);
  return changed.filter(isForbidden).sort();
}

function isForbidden(label: string): boolean {
  const slash = label.indexOf('/');
  const domain = slash === -1 ? '' : label.slice(0, slash);
  if (isWithin(domain, [reservedDomain])) return true;
  return isWithin(domain, kubernetesDomains) && !agentLabels.has(label) && !isWithin(domain, agentLabelDomains);
}

function isWithin(domain: string, parents: readonly string[]): boolean {
  return parents.some((parent) => domain === parent || domain.endsWith(`.${parent}`));
}
