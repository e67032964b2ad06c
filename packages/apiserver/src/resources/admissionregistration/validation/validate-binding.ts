import {
  type FieldError,
  field,
  isDns1123Subdomain,
  isPathSegmentName,
  type MutatingAdmissionPolicyBindingSpec,
  type ParamRef,
} from '@sampan/api';
import { validateLabelSelector } from '../../../kinds/validation/label-selector.js';
import { optionalText, requiredChoice, requiredText } from '../../../kinds/validation/messages.js';
import { validateMatchResources } from './validate-match-resources.js';

const exclusive = 'name and selector are mutually exclusive';

/** What bindings of both kinds have in common. */
export function validateBinding(
  path: string,
  { policyName, paramRef, matchResources }: Partial<MutatingAdmissionPolicyBindingSpec>,
  options: { readonly mutates: boolean },
): FieldError[] {
  return [
    ...requiredText(`${path}.policyName`, policyName, (name) => isDns1123Subdomain(name)),
    ...validateParamRef(`${path}.paramRef`, paramRef),
    ...validateMatchResources(`${path}.matchResources`, matchResources, options),
  ];
}

/** Where a binding takes the parameters from (`validateParamRef`). */
function validateParamRef(path: string, ref: ParamRef | undefined): FieldError[] {
  if (ref === undefined) return [];
  const { name = '', selector } = ref;
  const both = name !== '' && selector !== undefined;
  return [
    ...optionalText(`${path}.name`, name, isPathSegmentName),
    ...(both ? [field.forbidden(`${path}.name`, exclusive)] : []),
    ...validateLabelSelector(`${path}.selector`, selector),
    ...(both ? [field.forbidden(`${path}.selector`, exclusive)] : []),
    ...(name === '' && selector === undefined
      ? [field.required(path, 'one of name or selector must be specified')]
      : []),
    ...requiredChoice(`${path}.parameterNotFoundAction`, ref.parameterNotFoundAction, ['Deny', 'Allow']),
  ];
}

const actionNames = ['Audit', 'Deny', 'Warn'];

/** What is done about requests that do not pass (`validateValidationActions`). */
export function validateActions(path: string, actions: readonly string[] = []): FieldError[] {
  const errors = actions.flatMap((action, index) => {
    const at = `${path}[${index}]`;
    const found = actionNames.includes(action) ? [] : [field.notSupported(at, action, actionNames)];
    return actions.indexOf(action) < index ? [...found, field.duplicate(at, action)] : found;
  });
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const why = 'repeating the same validation failure information in the API response and headers serves no purpose';
    errors.push(field.invalid(path, actions, `must not contain both Deny and Warn (${why})`));
  }
  if (actions.length === 0) errors.push(field.required(path, 'at least one validation action is required'));
  return errors;
}
