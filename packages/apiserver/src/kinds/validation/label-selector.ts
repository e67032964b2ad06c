import {
  type FieldError,
  field,
  isLabelValue,
  isQualifiedName,
  type LabelSelector,
  type LabelSelectorRequirement,
} from '@sampan/api';
import { validateLabels } from './labels.js';
import { invalidFor } from './messages.js';

/** A `metav1.LabelSelector`, as its author wrote it. */
export function validateLabelSelector(path: string, selector: LabelSelector | undefined): FieldError[] {
  if (selector === undefined) return [];
  return [
    ...validateLabels(`${path}.matchLabels`, selector.matchLabels),
    ...(selector.matchExpressions ?? []).flatMap((requirement, index) =>
      validateRequirement(`${path}.matchExpressions[${index}]`, requirement),
    ),
  ];
}

/** True for a selector that says nothing, and so selects everything. */
export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
}

function validateRequirement(
  path: string,
  { key = '', operator, values = [] }: LabelSelectorRequirement,
): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      errors.push(field.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      errors.push(
        field.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
    }
  } else {
    errors.push(field.invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  errors.push(...invalidFor(`${path}.key`, key, isQualifiedName(key)));
  values.forEach((value, index) => {
    errors.push(...invalidFor(`${path}.values[${index}]`, value, isLabelValue(value)));
  });
  return errors;
}
