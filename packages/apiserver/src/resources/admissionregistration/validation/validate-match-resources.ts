import {
  type FieldError,
  field,
  isPathSegmentName,
  type LabelSelector,
  type MatchResources,
  type NamedRuleWithOperations,
} from '@sampan/api';
import { validateLabelSelector } from '../../../kinds/validation/label-selector.js';
import { invalidFor, requiredChoice } from '../../../kinds/validation/messages.js';
import { validateRule } from './validate-rule.js';

/** What is mutated is created, updated or connected to: of what is deleted, nothing remains. */
const mutatedOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

/** Which requests a policy or a binding is about (`validateMatchResources`). */
export function validateMatchResources(
  path: string,
  match: MatchResources | undefined,
  { mutates }: { readonly mutates: boolean },
): FieldError[] {
  if (match === undefined) return [];
  const { resourceRules = [], excludeResourceRules = [] } = match;
  return [
    ...requiredChoice(`${path}.matchPolicy`, match.matchPolicy, ['Equivalent', 'Exact']),
    ...validateSelector(`${path}.namespaceSelector`, match.namespaceSelector),
    ...validateSelector(`${path}.objectSelector`, match.objectSelector),
    ...validateRules(`${path}.resourceRules`, resourceRules),
    ...validateRules(`${path}.excludeResourceRules`, excludeResourceRules),
    ...(mutates ? validateOperations(`${path}.resourceRules.operations`, resourceRules) : []),
  ];
}

/** A policy says of which resources it knows something: expressions are checked by their types. */
export function validateMatchConstraints(
  path: string,
  match: MatchResources | undefined,
  options: { readonly mutates: boolean },
): FieldError[] {
  if (match === undefined) return [field.required(path)];
  const errors = validateMatchResources(path, match, options);
  if ((match.resourceRules ?? []).length === 0) errors.push(field.required(`${path}.resourceRules`));
  return errors;
}

function validateSelector(path: string, selector: LabelSelector | undefined): FieldError[] {
  return selector === undefined ? [field.required(path)] : validateLabelSelector(path, selector);
}

function validateRules(path: string, rules: readonly NamedRuleWithOperations[]): FieldError[] {
  return rules.flatMap((rule, index) => [
    ...validateNames(`${path}[${index}].resourceNames`, rule.resourceNames ?? []),
    ...validateRule(`${path}[${index}]`, rule),
  ]);
}

function validateNames(path: string, names: readonly string[]): FieldError[] {
  return names.flatMap((name, index) => {
    const at = `${path}[${index}]`;
    const errors = invalidFor(at, name, isPathSegmentName(name));
    return names.indexOf(name) < index ? [...errors, field.duplicate(at, name)] : errors;
  });
}

function validateOperations(path: string, rules: readonly NamedRuleWithOperations[]): FieldError[] {
  return rules
    .flatMap(({ operations = [] }) => operations)
    .filter((operation) => !mutatedOperations.includes(operation))
    .map((operation) => field.notSupported(path, operation, mutatedOperations));
}
