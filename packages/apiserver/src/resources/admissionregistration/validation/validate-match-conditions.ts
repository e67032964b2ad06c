import { type FieldError, field, isQualifiedName, type MatchCondition } from '@sampan/api';
import { requiredText } from '../../../kinds/validation/messages.js';

const maxConditions = 64;

/** What is wrong with the expression of a condition: `compilation failed: …`; undefined: nothing. */
export type ExpressionCheck = (expression: string) => string | undefined;

/** The conditions of a webhook or a policy (`validateMatchConditions`). */
export function validateMatchConditions(
  path: string,
  conditions: readonly MatchCondition[],
  check: ExpressionCheck,
): FieldError[] {
  const errors: FieldError[] = [];
  if (conditions.length > maxConditions) errors.push(field.tooMany(path, conditions.length, maxConditions));
  const names = new Set<string>();
  for (const [index, { name = '', expression = '' }] of conditions.entries()) {
    const at = `${path}[${index}]`;
    errors.push(...validateExpression(`${at}.expression`, expression, check));
    errors.push(...requiredText(`${at}.name`, name, isQualifiedName));
    if (name !== '' && names.has(name)) errors.push(field.duplicate(`${at}.name`, name));
    names.add(name);
  }
  return errors;
}

function validateExpression(path: string, expression: string, check: ExpressionCheck): FieldError[] {
  const text = expression.trim();
  if (text === '') return [field.required(path)];
  const problem = check(text);
  return problem === undefined ? [] : [field.invalid(path, text, problem)];
}
