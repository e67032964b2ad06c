import {
  compareQuantities,
  type FieldError,
  field,
  type V2HorizontalPodAutoscalerBehavior,
  type V2HPAScalingPolicy,
  type V2HPAScalingRules,
} from '@sampan/api';

/** The longest that advice is remembered, and the longest period of a policy, in seconds. */
const maxStabilizationWindow = 3600;
const maxPeriod = 1800;

/** Whoever says something of how to scale, says all of it: what is missing is what would be done anyway. */
export function defaultBehavior(behavior: V2HorizontalPodAutoscalerBehavior | undefined): void {
  if (behavior === undefined) return;
  const up = [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ];
  const down = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
  behavior.scaleUp = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: up, ...behavior.scaleUp };
  // How long to wait before there are fewer is a flag of the controller.
  behavior.scaleDown = { selectPolicy: 'Max', policies: down, ...behavior.scaleDown };
}

export function validateBehavior(path: string, behavior: V2HorizontalPodAutoscalerBehavior | undefined): FieldError[] {
  return [
    ...validateRules(`${path}.scaleUp`, behavior?.scaleUp),
    ...validateRules(`${path}.scaleDown`, behavior?.scaleDown),
  ];
}

function validateRules(path: string, rules: V2HPAScalingRules | undefined): FieldError[] {
  if (rules === undefined) return [];
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [], tolerance } = rules;
  const errors: FieldError[] = [];
  const at = `${path}.stabilizationWindowSeconds`;
  if (window < 0) errors.push(field.invalid(at, window, 'must be greater than or equal to zero'));
  if (window > maxStabilizationWindow) {
    errors.push(field.invalid(at, window, `must be less than or equal to ${maxStabilizationWindow}`));
  }
  const choices = ['Disabled', 'Max', 'Min'];
  if (selectPolicy !== undefined && !choices.includes(selectPolicy)) {
    errors.push(field.notSupported(`${path}.selectPolicy`, selectPolicy, choices));
  }
  if (policies.length === 0) errors.push(field.required(`${path}.policies`, 'must specify at least one Policy'));
  errors.push(...policies.flatMap((policy, index) => validatePolicy(`${path}.policies[${index}]`, policy)));
  if (tolerance !== undefined && compareQuantities(tolerance, '0') < 0) {
    errors.push(field.invalid(`${path}.tolerance`, tolerance, 'must be greater than or equal to 0'));
  }
  return errors;
}

function validatePolicy(path: string, { type, value, periodSeconds }: V2HPAScalingPolicy): FieldError[] {
  const errors: FieldError[] = [];
  const choices = ['Percent', 'Pods'];
  if (!choices.includes(type)) errors.push(field.notSupported(`${path}.type`, type ?? '', choices));
  if (!(value > 0)) errors.push(field.invalid(`${path}.value`, value ?? 0, 'must be greater than zero'));
  if (!(periodSeconds > 0)) {
    errors.push(field.invalid(`${path}.periodSeconds`, periodSeconds ?? 0, 'must be greater than zero'));
  }
  if (periodSeconds > maxPeriod) {
    errors.push(field.invalid(`${path}.periodSeconds`, periodSeconds, `must be less than or equal to ${maxPeriod}`));
  }
  return errors;
}
