import { type ContainerResizePolicy, type FieldError, field } from '@sampan/api';

const resizable = ['cpu', 'memory'];
const policies = ['NotRequired', 'RestartContainer'];

/** Whether a container restarts when an amount of it is changed in place; one entry an amount. */
export function validateResizePolicy(
  path: string,
  entries: readonly ContainerResizePolicy[] = [],
  podRestartPolicy: string | undefined,
): FieldError[] {
  const names = new Set<string>();
  return entries.flatMap(({ resourceName = '', restartPolicy = '' }, index) => {
    const errors: FieldError[] = [];
    if (names.has(resourceName)) errors.push(field.duplicate(`${path}[${index}]`, resourceName));
    names.add(resourceName);
    errors.push(...oneOf(path, resourceName, resizable), ...oneOf(path, restartPolicy, policies));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(field.invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

function oneOf(path: string, value: string, supported: readonly string[]): FieldError[] {
  if (value === '') return [field.required(path)];
  return supported.includes(value) ? [] : [field.notSupported(path, value, supported)];
}
