import {
  type DeviceTaint,
  type DeviceToleration,
  type FieldError,
  field,
  isLabelValue,
  isQualifiedName,
} from '@sampan/api';
import { invalidFor, optionalText, requiredChoice } from '../../../kinds/validation/messages.js';

const effects = ['NoExecute', 'NoSchedule', 'None'];

/** Why a device is not to be used. */
export function validateTaint(path: string, { key, value, effect }: DeviceTaint): FieldError[] {
  return [
    ...invalidFor(`${path}.key`, key ?? '', isQualifiedName(key ?? '')),
    ...optionalText(`${path}.value`, value, isLabelValue),
    ...requiredChoice(`${path}.effect`, effect, effects),
  ];
}

/** Which taints are put up with. */
export function validateTolerations(path: string, tolerations: readonly DeviceToleration[] = []): FieldError[] {
  return tolerations.flatMap((toleration, index) => validateToleration(`${path}[${index}]`, toleration));
}

function validateToleration(path: string, { key, operator, value = '', effect = '' }: DeviceToleration): FieldError[] {
  const hasValue = operator === 'Exists' && value !== '';
  return [
    ...optionalText(`${path}.key`, key, isQualifiedName),
    ...(hasValue ? [field.invalid(`${path}.value`, value, 'must be empty for operator `Exists`')] : []),
    ...(operator === 'Equal' ? invalidFor(`${path}.value`, value, isLabelValue(value)) : []),
    ...requiredChoice(`${path}.operator`, operator, ['Equal', 'Exists']),
    ...(effect === '' ? [] : requiredChoice(`${path}.effect`, effect, effects)),
  ];
}
