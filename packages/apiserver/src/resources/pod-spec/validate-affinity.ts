import {
  type Affinity,
  type FieldError,
  field,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  type NodeAffinity,
  type NodeSelector,
  type NodeSelectorRequirement,
  type NodeSelectorTerm,
  type PodAffinity,
  type PodAffinityTerm,
} from '@sampan/api';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { invalidFor } from '../../kinds/validation/messages.js';

/** Where Pods want to run, and beside whom. */
export function validateAffinity(path: string, affinity: Affinity | undefined): FieldError[] {
  if (affinity === undefined) return [];
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  return [
    ...(nodeAffinity === undefined ? [] : validateNodeAffinity(`${path}.nodeAffinity`, nodeAffinity)),
    ...(podAffinity === undefined ? [] : validatePodAffinity(`${path}.podAffinity`, podAffinity)),
    ...(podAntiAffinity === undefined ? [] : validatePodAffinity(`${path}.podAntiAffinity`, podAntiAffinity)),
  ];
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

function validateNodeAffinity(path: string, affinity: NodeAffinity): FieldError[] {
  const selector = affinity[required];
  return [
    ...(selector === undefined ? [] : validateNodeSelector(`${path}.${required}`, selector)),
    ...(affinity[preferred] ?? []).flatMap(({ weight = 0, preference = {} }, index) => [
      ...validateWeight(`${path}.${preferred}[${index}].weight`, weight),
      ...validateNodeTerm(`${path}.${preferred}[${index}].preference`, preference),
    ]),
  ];
}

/** Which nodes are meant. */
export function validateNodeSelector(path: string, { nodeSelectorTerms: terms = [] }: NodeSelector): FieldError[] {
  const at = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) return [field.required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => validateNodeTerm(`${at}[${index}]`, term));
}

function validatePodAffinity(path: string, affinity: PodAffinity): FieldError[] {
  return [
    ...(affinity[required] ?? []).flatMap((term, index) => validatePodTerm(`${path}.${required}[${index}]`, term)),
    ...(affinity[preferred] ?? []).flatMap(({ weight = 0, podAffinityTerm }, index) => [
      ...validateWeight(`${path}.${preferred}[${index}].weight`, weight),
      ...validatePodTerm(`${path}.${preferred}[${index}].podAffinityTerm`, podAffinityTerm ?? { topologyKey: '' }),
    ]),
  ];
}

function validateWeight(path: string, weight: number): FieldError[] {
  return weight >= 1 && weight <= 100 ? [] : [field.invalid(path, weight, 'must be in the range 1-100')];
}

function validateNodeTerm(path: string, { matchExpressions = [], matchFields = [] }: NodeSelectorTerm): FieldError[] {
  return [
    ...matchExpressions.flatMap((requirement, index) =>
      validateNodeExpression(`${path}.matchExpressions[${index}]`, requirement),
    ),
    ...matchFields.flatMap((requirement, index) => validateNodeField(`${path}.matchFields[${index}]`, requirement)),
  ];
}

function validateNodeExpression(
  path: string,
  { key = '', operator, values = [] }: NodeSelectorRequirement,
): FieldError[] {
  const errors: FieldError[] = [];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(field.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push(
          field.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        );
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        errors.push(field.required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      }
      break;
    default:
      errors.push(field.invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  errors.push(...invalidFor(`${path}.key`, key, isQualifiedName(key)));
  values.forEach((value, index) => {
    errors.push(...invalidFor(`${path}.values[${index}]`, value, isLabelValue(value)));
  });
  return errors;
}

function validateNodeField(path: string, { key = '', operator, values = [] }: NodeSelectorRequirement): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(field.invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(field.required(`${path}.values`, detail));
  }
  if (key !== 'metadata.name') {
    errors.push(field.invalid(`${path}.key`, key, 'not a valid field selector key'));
    return errors;
  }
  values.forEach((value, index) => {
    errors.push(...invalidFor(`${path}.values[${index}]`, value, isDns1123Subdomain(value)));
  });
  return errors;
}

function validatePodTerm(path: string, term: PodAffinityTerm): FieldError[] {
  const { topologyKey = '' } = term;
  return [
    ...validateLabelSelector(`${path}.labelSelector`, term.labelSelector),
    ...validateLabelSelector(`${path}.namespaceSelector`, term.namespaceSelector),
    ...(term.namespaces ?? []).flatMap((name) => invalidFor(`${path}.namespace`, name, isDns1123Label(name))),
    ...(topologyKey === '' ? [field.required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...invalidFor(`${path}.topologyKey`, topologyKey, isQualifiedName(topologyKey)),
  ];
}
