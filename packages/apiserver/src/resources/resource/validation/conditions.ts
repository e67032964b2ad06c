import { byteLength, type Condition, type FieldError, field, isQualifiedName } from '@sampan/api';
import { invalidFor, requiredText } from '../../../kinds/validation/messages.js';

const statuses = ['False', 'True', 'Unknown'];
const reasonForm = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
const maxLengths = { reason: 1024, message: 32 * 1024 };

/** Conditions of the form that all kinds have in common (`metav1validation.ValidateConditions`). */
export function validateConditions(path: string, conditions: readonly Condition[]): FieldError[] {
  const types = new Set<string>();
  return conditions.flatMap((condition, index) => {
    const at = `${path}[${index}]`;
    const { type } = condition;
    const isTwice = types.has(type);
    types.add(type);
    return [...(isTwice ? [field.duplicate(`${at}.type`, type)] : []), ...validateCondition(at, condition)];
  });
}

function validateCondition(path: string, condition: Condition): FieldError[] {
  const { type = '', status, observedGeneration = 0, lastTransitionTime, reason = '', message = '' } = condition;
  return [
    ...invalidFor(`${path}.type`, type, isQualifiedName(type)),
    ...(statuses.includes(status) ? [] : [field.notSupported(`${path}.status`, status, statuses)]),
    ...(observedGeneration < 0
      ? [field.invalid(`${path}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero')]
      : []),
    ...(lastTransitionTime ? [] : [field.required(`${path}.lastTransitionTime`, 'must be set')]),
    ...validateReason(`${path}.reason`, reason),
    ...(byteLength(message) > maxLengths.message ? [field.tooLong(`${path}.message`, maxLengths.message)] : []),
  ];
}

function validateReason(path: string, reason: string): FieldError[] {
  const detail = `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')`;
  const errors = requiredText(path, reason, (text) => (reasonForm.test(text) ? [] : [detail]));
  return reason.length > maxLengths.reason ? [...errors, field.tooLong(path, maxLengths.reason)] : errors;
}
