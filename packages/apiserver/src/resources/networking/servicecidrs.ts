import { type FieldError, field, isCidr, resources, type ServiceCIDR } from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { invalidFor } from '../../kinds/validation/messages.js';

/** A range of which Services get their addresses. */
export const servicecidrs = defineResource(resources.serviceCidrs, {
  strategy: {
    checks: { 'spec.cidrs': validateCidrs },
    validateUpdate: ({ spec }, { spec: old }) => validateKept(spec?.cidrs ?? [], old?.cidrs ?? []),
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'CIDRs',
      type: 'string',
      description: 'The ranges, one for each family of addresses.',
      cell: ({ spec }: ServiceCIDR) => spec?.cidrs?.join(',') ?? '',
    },
    ageColumn,
  ],
  versions: {
    'networking.k8s.io/v1beta1': {
      lifecycle: { introduced: '1.31', deprecated: '1.34', removed: '1.37', replacement: '' },
    },
  },
});

function validateCidrs(cidrs: readonly string[] | undefined, { path, parent }: Place): FieldError[] {
  if (cidrs === undefined || cidrs.length === 0) return [field.required(path, 'at least one CIDR required')];
  if (cidrs.length > 2) return [field.invalid(path, parent, 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((cidr, index) => invalidFor(`${path}[${index}]`, cidr, isCidr(cidr)));
  const [first = '', second] = cidrs;
  if (errors.length > 0 || second === undefined || isIpv6(first) !== isIpv6(second)) return errors;
  const message = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
  return [field.invalid(path, cidrs, message)];
}

/** A range stays as it is; one of the other family may join it. */
function validateKept(cidrs: readonly string[], old: readonly string[]): FieldError[] {
  const path = 'spec.cidrs';
  const becomesDual = old.length === 1 && cidrs.length === 2;
  if (cidrs.length !== old.length && !becomesDual) return [field.invalid(path, cidrs, 'field is immutable')];
  const changed = old.findIndex((cidr, index) => cidr !== cidrs[index]);
  return changed === -1 ? [] : [field.invalid(`${path}[${changed}]`, cidrs[changed], 'field is immutable')];
}

function isIpv6(cidr: string): boolean {
  return cidr.includes(':');
}
