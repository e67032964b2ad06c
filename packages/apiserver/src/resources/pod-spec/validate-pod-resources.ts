import { containerRequests, type FieldError, field, type PodSpec, Quantity } from '@sampan/api';
import { validatePodAmounts } from './validate-resources.js';

/** What a Pod requests and is limited to as a whole: no less than its containers together, of cpu, memory, huge pages. */
export function validatePodResources(path: string, spec: PodSpec): FieldError[] {
  const { resources } = spec;
  if (resources === undefined) return [];
  if (spec.os?.name === 'windows') return [field.forbidden(path, 'may not be set for a windows pod')];
  return [
    ...((resources.claims ?? []).length === 0
      ? []
      : [field.forbidden(`${path}.claims`, 'claims may not be set for Resources at pod-level')]),
    ...validatePodAmounts(path, resources),
    ...validateAgainstContainers(path, spec),
  ];
}

function validateAgainstContainers(path: string, spec: PodSpec): FieldError[] {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  const errors: FieldError[] = [];
  for (const [name, sum] of Object.entries(containerRequests(spec))) {
    const requested = requests[name];
    if (requested === undefined || sum.compare(requested) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${sum}`;
    errors.push(field.invalid(`${path}.requests[${name}]`, requested, detail));
  }
  for (const [index, container] of spec.containers.entries()) {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const most = limits[name];
      if (most === undefined || Quantity.parse(limit).compare(most) <= 0) continue;
      const detail = `must be less than or equal to pod limits of ${most}`;
      errors.push(field.invalid(`${path}.containers[${index}][${name}].limits`, limit, detail));
    }
  }
  return errors;
}
