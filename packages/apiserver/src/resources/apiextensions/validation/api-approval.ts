import { type CustomResourceDefinition, type FieldError, field } from '@sampan/api';

const annotation = 'api-approved.kubernetes.io';
const see = 'see https://github.com/kubernetes/enhancements/pull/1111';

type Approval = 'approved' | 'invalid' | 'missing';

/** Groups of the Kubernetes community ask for an approval (`validateAPIApproval`); what has none keeps none. */
export function validateApproval(crd: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  const { group } = crd.spec;
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return [];
  const approval = approvalOf(crd);
  if (old !== undefined && approvalOf(old) === approval) return [];
  const path = `metadata.annotations[${annotation}]`;
  if (approval === 'missing') {
    return [field.required(path, `protected groups must have approval annotation "${annotation}", ${see}`)];
  }
  if (approval === 'approved') return [];
  const detail = `protected groups must have approval annotation "${annotation}" with either a URL or a reason starting with "unapproved", ${see}`;
  return [field.invalid(path, crd.metadata.annotations?.[annotation], detail)];
}

function approvalOf({ metadata }: CustomResourceDefinition): Approval {
  const value = metadata.annotations?.[annotation] ?? '';
  if (value === '') return 'missing';
  if (value.startsWith('unapproved')) return 'approved';
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && url.host !== '' ? 'approved' : 'invalid';
}
