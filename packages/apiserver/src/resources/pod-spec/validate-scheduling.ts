import {
  type FieldError,
  field,
  isLabelValue,
  isQualifiedName,
  type PodSpec,
  type Toleration,
  type TopologySpreadConstraint,
} from '@sampan/api';
import { validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { validateLabels } from '../../kinds/validation/labels.js';
import { invalidFor, optionalChoice, requiredText } from '../../kinds/validation/messages.js';
import { podRules } from './pod-rules.js';
import { validateAffinity } from './validate-affinity.js';

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** All that tells the scheduler where Pods may run. */
export function validateScheduling(path: string, spec: PodSpec): FieldError[] {
  return [
    ...validateLabels(`${path}.nodeSelector`, spec.nodeSelector),
    ...validateAffinity(`${path}.affinity`, spec.affinity),
    ...validateSchedulingGates(`${path}.schedulingGates`, spec.schedulingGates),
    ...validateSpreadConstraints(`${path}.topologySpreadConstraints`, spec.topologySpreadConstraints),
    ...validateTolerations(`${path}.tolerations`, spec.tolerations),
    ...(spec.readinessGates ?? []).flatMap(({ conditionType = '' }, index) =>
      invalidFor(`${path}.readinessGates[${index}].conditionType`, conditionType, isQualifiedName(conditionType)),
    ),
  ];
}

export function validateTolerations(path: string, tolerations: readonly Toleration[] = []): FieldError[] {
  return tolerations.flatMap((toleration, index) => validateToleration(`${path}[${index}]`, toleration));
}

function validateToleration(path: string, toleration: Toleration): FieldError[] {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
  const errors = key === '' ? [] : invalidFor(`${path}.key`, key, isQualifiedName(key));
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(field.invalid(`${path}.operator`, operator, detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(field.invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  if (operator === 'Equal' || operator === '') {
    const messages = isLabelValue(value);
    if (messages.length > 0) errors.push(field.invalid(`${path}.operator`, value, messages.join(';')));
  } else if (operator === 'Exists') {
    if (value !== '')
      errors.push(field.invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
  } else {
    errors.push(field.notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
  return effect === '' ? errors : [...errors, ...optionalChoice(`${path}.effect`, effect, taintEffects)];
}

function validateSchedulingGates(path: string, gates: readonly { name: string }[] = []): FieldError[] {
  const names = new Set<string>();
  return gates.flatMap(({ name = '' }, index) => {
    const errors = invalidFor(`${path}[${index}]`, name, isQualifiedName(name));
    if (names.has(name)) errors.push(field.duplicate(`${path}[${index}]`, name));
    names.add(name);
    return errors;
  });
}

function validateSpreadConstraints(path: string, constraints: readonly TopologySpreadConstraint[] = []): FieldError[] {
  return constraints.flatMap((constraint, index) => {
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint;
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (maxSkew <= 0) errors.push(field.invalid(`${at}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (topologyKey === '') errors.push(field.required(`${at}.topologyKey`, 'can not be empty'));
    else errors.push(...requiredText(`${at}.topologyKey`, topologyKey, isQualifiedName));
    errors.push(...podRules.topologySpread(at, constraint, ['whenUnsatisfiable']));
    const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
    for (const other of constraints.slice(index + 1)) {
      if (other.topologyKey !== topologyKey || other.whenUnsatisfiable !== whenUnsatisfiable) continue;
      errors.push(field.duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    }
    if (minDomains !== undefined && minDomains <= 0) {
      errors.push(field.invalid(`${at}.minDomains`, minDomains, 'must be greater than zero'));
    }
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') {
      const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
      errors.push(field.invalid(`${at}.minDomains`, minDomains, detail));
    }
    errors.push(...podRules.topologySpread(at, constraint, ['nodeAffinityPolicy', 'nodeTaintsPolicy']));
    return [...errors, ...validateLabelSelector(`${at}.labelSelector`, constraint.labelSelector)];
  });
}
