import { BlockList, isIP } from 'node:net';
import {
  type FieldError,
  field,
  formatLabelSelector,
  type IntOrString,
  isCidr,
  isPort,
  isPortName,
  type LabelSelector,
  type NetworkPolicy,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { invalidFor, optionalChoice } from '../../kinds/validation/messages.js';

/** Kubernetes itself only stores these: whoever provides the network enforces them. */
export const networkpolicies = defineResource(resources.networkPolicies, {
  strategy: {
    countsGeneration: true,
    defaults,
    checks: {
      'spec.podSelector': (selector: LabelSelector, { path }) => validateLabelSelector(path, selector),
      'spec.ingress[].ports[].port': validatePort,
      'spec.ingress[].from[]': validatePeer,
      'spec.egress[].ports[].port': validatePort,
      'spec.egress[].to[]': validatePeer,
      'spec.policyTypes': validateTypes,
    },
  },
  columns: [
    nameColumn,
    {
      name: 'Pod-Selector',
      type: 'string',
      description: 'The Pods that the policy is about.',
      cell: ({ spec }) => formatLabelSelector(spec?.podSelector),
    },
    ageColumn,
  ],
  versions: { 'extensions/v1beta1': { lifecycle: { introduced: '1.3', deprecated: '1.9', removed: '1.16' } } },
});

/** What a policy has rules about is what it is of, where it does not say. */
function defaults({ spec }: NetworkPolicy): void {
  if (spec === undefined || (spec.policyTypes ?? []).length > 0) return;
  spec.policyTypes = (spec.egress ?? []).length === 0 ? ['Ingress'] : ['Ingress', 'Egress'];
}

function validatePort(port: IntOrString | undefined, { path, parent }: Place): FieldError[] {
  const { endPort } = parent as NetworkPolicyPort;
  const end = path.replace(/port$/, 'endPort');
  const refuseEnd = (detail: string) => (endPort === undefined ? [] : [field.invalid(end, endPort, detail)]);
  if (port === undefined) return refuseEnd('may not be specified when `port` is not specified');
  if (typeof port === 'string') {
    const refused = refuseEnd('may not be specified when `port` is non-numeric');
    return [...refused, ...invalidFor(path, port, isPortName(port))];
  }
  const errors = invalidFor(path, port, isPort(port));
  if (endPort === undefined) return errors;
  if (endPort < port) errors.push(field.invalid(end, port, 'must be greater than or equal to `port`'));
  return [...errors, ...invalidFor(end, endPort, isPort(endPort))];
}

function validatePeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  { path }: Pick<Place, 'path'>,
): FieldError[] {
  const errors = [
    ...validateLabelSelector(`${path}.podSelector`, podSelector),
    ...validateLabelSelector(`${path}.namespaceSelector`, namespaceSelector),
  ];
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock !== undefined) {
    errors.push(
      ...(ipBlock.cidr
        ? invalidFor(`${path}.ipBlock.cidr`, ipBlock.cidr, isCidr(ipBlock.cidr))
        : [field.required(`${path}.ipBlock.cidr`)]),
    );
    (ipBlock.except ?? []).forEach((cidr, index) => {
      const at = `${path}.ipBlock.except[${index}]`;
      const problems = isCidr(cidr);
      errors.push(...invalidFor(at, cidr, problems));
      if (problems.length > 0 || isCidr(ipBlock.cidr ?? '').length > 0) return;
      if (!isStrictSubset(cidr, ipBlock.cidr ?? '')) {
        errors.push(field.invalid(at, cidr, 'must be a strict subset of `cidr`'));
      }
    });
    if (selects) errors.push(field.forbidden(path, 'may not specify both ipBlock and another peer'));
  } else if (!selects) {
    errors.push(field.required(path, 'must specify a peer'));
  }
  return errors;
}

function validateTypes(types: string[] = [], { path }: Place): FieldError[] {
  if (types.length > 2) return [field.invalid(path, types, 'may not specify more than two policyTypes')];
  return types.flatMap((type, index) => optionalChoice(`${path}[${index}]`, type, ['Ingress', 'Egress']));
}

/** Whether the network `inner` lies within `outer` and is smaller. Both are well-formed. */
function isStrictSubset(inner: string, outer: string): boolean {
  const [innerAddress = '', innerBits = ''] = inner.split('/');
  const [outerAddress = '', outerBits = ''] = outer.split('/');
  const family = isIP(outerAddress) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(innerAddress) !== isIP(outerAddress) || Number(innerBits) <= Number(outerBits)) return false;
  const network = new BlockList();
  network.addSubnet(outerAddress, Number(outerBits), family);
  return network.check(innerAddress, family);
}
