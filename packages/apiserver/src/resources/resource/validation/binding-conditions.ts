import { type FieldError, field, isQualifiedName } from '@sampan/api';
import { invalidFor } from '../../../kinds/validation/messages.js';
import { duplicates, validateList } from './collections.js';

const maxConditions = 4;

interface BindingConditions {
  readonly bindingConditions?: string[];
  readonly bindingFailureConditions?: string[];
}

/** What has to hold before a Pod is bound, and what says that it never will: both, or neither. */
export function validateBindingConditions(
  path: string,
  { bindingConditions: wanted = [], bindingFailureConditions: feared = [] }: BindingConditions,
): FieldError[] {
  const [wantedPath, fearedPath] = [`${path}.bindingConditions`, `${path}.bindingFailureConditions`];
  const name = (at: string, condition: string) => invalidFor(at, condition, isQualifiedName(condition));
  const errors = [
    ...validateList(wantedPath, wanted, maxConditions, name),
    ...validateList(fearedPath, feared, maxConditions, name),
    ...duplicates(wantedPath, wanted),
    ...duplicates(fearedPath, feared),
    ...feared.flatMap((condition, index) =>
      wanted.includes(condition)
        ? [
            field.invalid(
              `${fearedPath}[${index}]`,
              condition,
              'bindingFailureConditions must not overlap with bindingConditions',
            ),
          ]
        : [],
    ),
  ];
  if (wanted.length === 0 && feared.length > 0) {
    errors.push(field.invalid(wantedPath, wanted, 'bindingConditions are required to use bindingFailureConditions'));
  }
  if (feared.length === 0 && wanted.length > 0) {
    errors.push(field.invalid(fearedPath, feared, 'bindingFailureConditions are required to use bindingConditions'));
  }
  return errors;
}
