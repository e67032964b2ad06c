import {
  type AuditAnnotation,
  byteLength,
  type FieldError,
  field,
  isQualifiedName,
  type ValidatingAdmissionPolicy,
  type Validation,
} from '@sampan/api';
import { type AdmissionScope, bool, nullType, string } from '@sampan/api/cel';
import { invalidFor, optionalChoice } from '../../../kinds/validation/messages.js';
import { expressionErrors, validatePolicy } from './validate-policy.js';

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const maxAnnotations = 20;
const maxValueExpression = 5 * 1024;

/** `validateValidatingAdmissionPolicySpec`. */
export function validateValidatingPolicy({ spec = {}, metadata }: ValidatingAdmissionPolicy): FieldError[] {
  const { errors, scope } = validatePolicy('spec', spec, { mutates: false });
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    return [...errors, field.required('spec.validations', detail), field.required('spec.auditAnnotations', detail)];
  }
  return [
    ...errors,
    ...validations.flatMap((validation, index) => validateValidation(`spec.validations[${index}]`, validation, scope)),
    ...validateAnnotations('spec.auditAnnotations', auditAnnotations, { policy: metadata.name ?? '', scope }),
  ];
}

function validateValidation(path: string, validation: Validation, scope: AdmissionScope): FieldError[] {
  const { expression = '', messageExpression = '', message = '', reason } = validation;
  const errors =
    expression.trim() === ''
      ? [field.required(`${path}.expression`, 'expression is not specified')]
      : expressionErrors(`${path}.expression`, { written: expression }, scope, [bool]);
  const at = `${path}.messageExpression`;
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(field.invalid(at, messageExpression, 'must be non-empty if specified'));
  } else if (messageExpression !== '') {
    errors.push(...expressionErrors(at, { written: messageExpression }, { ...scope, authorizer: false }, [string]));
  }
  if (message !== '' && message.trim() === '') {
    errors.push(field.invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (/[\n\r]/.test(message.trim())) {
    errors.push(field.invalid(`${path}.message`, message, 'message must not contain line breaks'));
  }
  return [...errors, ...optionalChoice(`${path}.reason`, reason, reasons)];
}

function validateAnnotations(
  path: string,
  annotations: readonly AuditAnnotation[],
  { policy, scope }: { readonly policy: string; readonly scope: AdmissionScope },
): FieldError[] {
  const errors: FieldError[] = [];
  if (annotations.length > maxAnnotations) {
    errors.push(field.invalid(path, annotations, `must not have more than ${maxAnnotations} auditAnnotations`));
  }
  for (const [index, { key = '', valueExpression = '' }] of annotations.entries()) {
    const at = `${path}[${index}]`;
    errors.push(...validateKey(`${at}.key`, key, policy));
    errors.push(...validateValue(`${at}.valueExpression`, valueExpression, scope));
    if (annotations.findIndex((other) => other.key === key) < index) errors.push(field.duplicate(`${at}.key`, key));
  }
  return errors;
}

/** The key of the audit log is `<policy>/<key>`. */
function validateKey(path: string, key: string, policy: string): FieldError[] {
  if (policy === '') return [field.invalid(path, key, 'requires metadata.name be non-empty')];
  const whole = `${policy}/${key}`;
  return invalidFor(path, whole, isQualifiedName(whole));
}

function validateValue(path: string, written: string, scope: AdmissionScope): FieldError[] {
  const expression = written.trim();
  if (expression === '') return [field.required(path, 'valueExpression is not specified')];
  if (byteLength(expression) > maxValueExpression) {
    return [field.required(path, `must not exceed ${maxValueExpression} bytes in length`)];
  }
  return expressionErrors(path, { written, expression }, scope, [string, nullType]);
}
