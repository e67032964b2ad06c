import { BlockList, isIP } from 'node:net';
import {
  type FieldError,
  field,
  formatLabelSelector,
  type IntOrString,
  isCidr,
  isPortName,
  type NetworkPolicy,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  resources,
} from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { invalidFor, optionalChoice } from '../../kinds/validation/messages.js';
import { validatePort } from '../../kinds/validation/numbers.js';
import { protocols } from '../pod-spec/validate-ports.js';

/** Kubernetes itself only stores these: whoever provides the network enforces them. */
export const networkpolicies = defineResource(resources.networkPolicies, {
  strategy: { countsGeneration: true, defaults, validate },
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
});

function defaults(policy: NetworkPolicy): void {
  policy.spec ??= { podSelector: {} };
  const { spec } = policy;
  spec.podSelector ??= {};
  for (const { ports = [] } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of ports) port.protocol ??= 'TCP';
  }
  if ((spec.policyTypes ?? []).length === 0) {
    spec.policyTypes = (spec.egress ?? []).length === 0 ? ['Ingress'] : ['Ingress', 'Egress'];
  }
}

function validate({ spec }: NetworkPolicy): FieldError[] {
  const { podSelector, ingress = [], egress = [], policyTypes = [] } = spec ?? {};
  return [
    ...validateLabelSelector('spec.podSelector', podSelector),
    ...ingress.flatMap(({ from = [], ports = [] }, index) => [
      ...ports.flatMap((port, at) => validatePolicyPort(`spec.ingress[${index}].ports[${at}]`, port)),
      ...from.flatMap((peer, at) => validatePeer(`spec.ingress[${index}].from[${at}]`, peer)),
    ]),
    ...egress.flatMap(({ to = [], ports = [] }, index) => [
      ...ports.flatMap((port, at) => validatePolicyPort(`spec.egress[${index}].ports[${at}]`, port)),
      ...to.flatMap((peer, at) => validatePeer(`spec.egress[${index}].to[${at}]`, peer)),
    ]),
    ...policyTypes.flatMap((type, index) => optionalChoice(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress'])),
    ...(policyTypes.length > 2
      ? [field.invalid('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes')]
      : []),
  ];
}

function validatePolicyPort(path: string, { protocol, port, endPort }: NetworkPolicyPort): FieldError[] {
  const errors = optionalChoice(`${path}.protocol`, protocol, protocols);
  if (port !== undefined) errors.push(...validatePortOrName(`${path}.port`, port));
  if (endPort === undefined) return errors;
  if (port === undefined) errors.push(field.required(`${path}.port`, 'must be specified if endPort is specified'));
  else if (typeof port === 'string')
    errors.push(field.invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
  else if (endPort < port)
    errors.push(field.invalid(`${path}.endPort`, port, 'must be greater than or equal to `port`'));
  return [...errors, ...validatePort(`${path}.endPort`, endPort)];
}

function validatePortOrName(path: string, port: IntOrString): FieldError[] {
  return typeof port === 'string' ? invalidFor(path, port, isPortName(port)) : validatePort(path, port);
}

function validatePeer(path: string, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): FieldError[] {
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
