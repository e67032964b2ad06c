import {
  deepEqual,
  type FieldError,
  field,
  isLabelValue,
  isQualifiedName,
  type Node,
  resources,
  type Taint,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { defineResource } from '../../../kinds/define-resource.js';
import { statusSubresource } from '../../../kinds/status-subresource.js';
import { invalidFor, requiredChoice } from '../../../kinds/validation/messages.js';
import { taintEffects } from '../../pod-spec/validate-scheduling.js';
import { nodeColumns } from './node-columns.js';
import { nodeProxySubresource } from './node-proxy.js';

export const nodes = defineResource(resources.nodes, {
  strategy: {
    createsWithStatus: true,
    defaults,
    checks: { 'spec.taints': validateTaints, 'spec.podCIDRs': validateFamilies },
    validate: validateAddresses,
    validateUpdate,
    validateStatusUpdate: validateAddresses,
  },
  subresources: { proxy: nodeProxySubresource, status: statusSubresource() },
  columns: nodeColumns,
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
});

function defaults(node: Node): void {
  const { spec, status } = node;
  if (spec.podCIDR !== undefined && spec.podCIDRs === undefined) spec.podCIDRs = [spec.podCIDR];
  if (status?.capacity !== undefined) status.allocatable ??= { ...status.capacity };
}

function validateFamilies(cidrs: string[] = [], { path }: Place): FieldError[] {
  const isMore = cidrs.length > 2 || (cidrs.length === 2 && isIpv6(cidrs[0]) === isIpv6(cidrs[1]));
  return isMore ? [field.invalid(path, cidrs, 'may specify no more than one CIDR for each IP family')] : [];
}

function isIpv6(cidr = ''): boolean {
  return cidr.includes(':');
}

/** Kubernetes tells of taints as if they were metadata. */
function validateTaints(taints: readonly Taint[] = []): FieldError[] {
  const path = 'metadata.taints';
  const seen = new Set<string>();
  return taints.flatMap((taint, index) => {
    const { key = '', value = '', effect } = taint;
    const at = `${path}[${index}]`;
    const errors = [
      ...invalidFor(`${at}.key`, key, isQualifiedName(key)),
      ...invalidFor(`${at}.value`, value, isLabelValue(value)),
      ...requiredChoice(`${at}.effect`, effect, taintEffects),
    ];
    const pair = `${key}:${effect}`;
    if (seen.has(pair)) {
      const duplicate = field.duplicate(at, taint);
      errors.push({ ...duplicate, detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(pair);
    return errors;
  });
}

/** What identifies a node's machine and its Pods' addresses is said once. */
function validateUpdate(node: Node, old: Node): FieldError[] {
  const errors: FieldError[] = [];
  if ((old.spec.podCIDRs ?? []).length > 0 && !deepEqual(node.spec.podCIDRs, old.spec.podCIDRs)) {
    errors.push(field.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec.providerID && node.spec.providerID !== old.spec.providerID) {
    errors.push(field.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return errors;
}

function validateAddresses({ status }: Node): FieldError[] {
  const seen = new Set<string>();
  return (status?.addresses ?? []).flatMap((address, index) => {
    const text = `${address.type}/${address.address}`;
    if (seen.has(text)) return [field.duplicate(`status.addresses[${index}]`, address)];
    seen.add(text);
    return [];
  });
}
