import { type Container, type ContainerRestartRule, type FieldError, field } from '@sampan/api';

const policies = ['Always', 'Never', 'OnFailure'];
const actions = ['Restart', 'RestartAllContainers'];
const operators = ['In', 'NotIn'];
const maxRules = 20;
const maxExitCodes = 255;

/** A container's own `restartPolicy` instead of its Pod's, and the rules that come before it (KEP-5307). */
export function validateRestartPolicy(
  path: string,
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
): FieldError[] {
  const errors: FieldError[] = [];
  if (restartPolicy !== undefined && !policies.includes(restartPolicy)) {
    errors.push(field.notSupported(`${path}.restartPolicy`, restartPolicy, policies));
  }
  if (restartPolicy === undefined && rules.length > 0) {
    errors.push(field.required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  }
  if (rules.length > maxRules) errors.push(field.tooMany(`${path}.restartPolicyRules`, rules.length, maxRules));
  return [...errors, ...rules.flatMap((rule, index) => validateRule(`${path}.restartPolicyRules[${index}]`, rule))];
}

function validateRule(path: string, { action, exitCodes }: ContainerRestartRule): FieldError[] {
  const errors: FieldError[] = [];
  if (!actions.includes(action)) errors.push(field.notSupported(`${path}.action`, action ?? '', actions));
  if (exitCodes === undefined) return [...errors, field.required(`${path}.exitCodes`, 'must be specified')];
  const { operator, values = [] } = exitCodes;
  if (!operators.includes(operator)) {
    errors.push(field.notSupported(`${path}.exitCodes.operator`, operator ?? '', operators));
  }
  if (values.length === 0) errors.push(field.required(`${path}.exitCodes.values`, 'must be specified'));
  if (values.length > maxExitCodes) {
    errors.push(field.tooMany(`${path}.exitCodes.values`, values.length, maxExitCodes));
  }
  return errors;
}
