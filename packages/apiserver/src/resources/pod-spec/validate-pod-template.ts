import { type FieldError, field, type PodTemplateSpec } from '@sampan/api';
import { validateAnnotations, validateLabels } from '../../kinds/validation/labels.js';
import { validatePodSpec } from './validate-pod-spec.js';

/** A defaulted pod template; `path` is that of the template. */
export function validatePodTemplate(path: string, template: PodTemplateSpec): FieldError[] {
  const { metadata = {}, spec = { containers: [] } } = template;
  return [
    ...validateLabels(`${path}.labels`, metadata.labels),
    ...validateAnnotations(`${path}.annotations`, metadata.annotations),
    ...validatePodSpec(`${path}.spec`, spec, { isPod: false }),
    ...((spec.ephemeralContainers ?? []).length === 0
      ? []
      : [field.forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]),
  ];
}

/** Templates of controllers that keep their Pods running: no other restart policy and no deadline makes sense. */
export function validateLastingTemplate(path: string, template: PodTemplateSpec, owner: string): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {};
  const errors = validatePodTemplate(path, template);
  if (restartPolicy !== 'Always') {
    errors.push(field.notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? '', ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${owner} is not Supported`;
    errors.push(field.forbidden(`${path}.spec.activeDeadlineSeconds`, detail));
  }
  return errors;
}
