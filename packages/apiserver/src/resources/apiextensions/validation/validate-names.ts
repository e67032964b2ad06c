import { type CustomResourceDefinitionNames, type FieldError, field, isDns1035Label } from '@sampan/api';

/** The names that a definition asks for, or that it has got (`ValidateCustomResourceDefinitionNames`). */
export function validateNames(names: CustomResourceDefinitionNames, path: string): FieldError[] {
  const { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] } = names;
  const mixed = (name: string, value: string) =>
    labelErrors(`${path}.${name}`, value, value.toLowerCase(), 'may have mixed case, but should otherwise match: ');
  return [
    ...labelErrors(`${path}.plural`, plural),
    ...labelErrors(`${path}.singular`, singular),
    ...mixed('kind', kind),
    ...mixed('listKind', listKind),
    ...shortNames.flatMap((name, index) => labelErrors(`${path}.shortNames[${index}]`, name)),
    ...(kind !== '' && kind === listKind
      ? [field.invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...categories.flatMap((name, index) => labelErrors(`${path}.categories[${index}]`, name)),
  ];
}

/** What a definition has to ask for. */
export function requireNames(names: CustomResourceDefinitionNames, path: string): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((name) => (names[name] ?? '') === '')
    .map((name) => field.required(`${path}.${name}`));
}

function labelErrors(path: string, value: string, label = value, start = ''): FieldError[] {
  if (value === '') return [];
  const errors = isDns1035Label(label);
  return errors.length === 0 ? [] : [field.invalid(path, value, `${start}${errors.join(',')}`)];
}
