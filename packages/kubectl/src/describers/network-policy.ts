import { formatLabelSelector, type NetworkPolicy, type NetworkPolicyPeer, type NetworkPolicyPort } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { formatGoTime } from './values.js';

export const networkPolicyDescriber = defineDescriber<NetworkPolicy>({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  describe: (policy) => [
    ...nameLines(policy),
    field('Created on', formatGoTime(policy.metadata.creationTimestamp)),
    ...labelAndAnnotationLines(policy),
    'Spec:',
    ...indent([podSelectorLine(policy), ...trafficLines(policy), `Policy Types: ${policyTypes(policy)}`]),
  ],
});

function podSelectorLine({ spec }: NetworkPolicy): string {
  const { matchLabels = {}, matchExpressions = [] } = spec?.podSelector ?? {};
  const isEverything = Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
  const text = isEverything
    ? '<none> (Allowing the specific traffic to all pods in this namespace)'
    : formatLabelSelector(spec?.podSelector);
  return `PodSelector:     ${text}`;
}

/** One direction of traffic: how kubectl words it. */
interface Direction {
  name: string;
  peers: string;
  ends: string;
}

const ingress: Direction = { name: 'ingress', peers: 'From', ends: 'source' };
const egress: Direction = { name: 'egress', peers: 'To', ends: 'destination' };

function trafficLines({ spec }: NetworkPolicy): string[] {
  const { policyTypes: types = [], ingress: inward = [], egress: outward = [] } = spec ?? {};
  const incoming = inward.map(({ ports, from }) => ({ ports, peers: from }));
  const outgoing = outward.map(({ ports, to }) => ({ ports, peers: to }));
  return [
    ...directionLines(ingress, types.includes('Ingress') ? incoming : undefined),
    ...directionLines(egress, types.includes('Egress') ? outgoing : undefined),
  ];
}

interface Rule {
  ports: NetworkPolicyPort[] | undefined;
  peers: NetworkPolicyPeer[] | undefined;
}

/** Without rules the policy does not concern the direction; an empty list of rules lets nothing through. */
function directionLines(direction: Direction, rules: readonly Rule[] | undefined): string[] {
  if (rules === undefined) return [`Not affecting ${direction.name} traffic`];
  const title = `Allowing ${direction.name} traffic:`;
  if (rules.length === 0) {
    return [title, `  <none> (Selected pods are isolated for ${direction.name} connectivity)`];
  }
  const lines = rules.flatMap((rule, at) => [...(at === 0 ? [] : ['----------']), ...ruleLines(direction, rule)]);
  return [title, ...indent(lines)];
}

function ruleLines({ peers: label, ends }: Direction, { ports = [], peers = [] }: Rule): string[] {
  return [
    ...(ports.length === 0 ? ['To Port: <any> (traffic allowed to all ports)'] : ports.map(portText)),
    ...(peers.length === 0
      ? [`${label}: <any> (traffic not restricted by ${ends})`]
      : peers.flatMap((peer) => [`${label}:`, ...indent(peerLines(peer))])),
  ];
}

function portText({ port = '<nil>', endPort, protocol = 'TCP' }: NetworkPolicyPort): string {
  return endPort === undefined ? `To Port: ${port}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`;
}

function peerLines({ namespaceSelector, podSelector, ipBlock }: NetworkPolicyPeer): string[] {
  const selectors = [
    ...(namespaceSelector ? [`NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`] : []),
    ...(podSelector ? [`PodSelector: ${formatLabelSelector(podSelector)}`] : []),
  ];
  if (selectors.length > 0 || !ipBlock) return selectors;
  return ['IPBlock:', ...indent([`CIDR: ${ipBlock.cidr}`, `Except: ${(ipBlock.except ?? []).join(', ')}`])];
}

function policyTypes({ spec }: NetworkPolicy): string {
  return spec?.policyTypes?.join(', ') || '<none>';
}
