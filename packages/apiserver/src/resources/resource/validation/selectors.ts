import { byteLength, type DeviceSelector, type FieldError, field } from '@sampan/api';
import { compileDeviceSelector, deviceSelectorMaxCost } from '@sampan/api/cel';
import { validateList } from './collections.js';

const maxSelectors = 32;
const expressionMaxLength = 10 * 1024;

/** Expressions that say of a device whether it will do. */
export function validateSelectors(path: string, selectors: readonly DeviceSelector[] | undefined): FieldError[] {
  return validateList(path, selectors, maxSelectors, (at, { cel }) =>
    cel === undefined ? [field.required(`${at}.cel`)] : validateExpression(`${at}.cel.expression`, cel.expression),
  );
}

function validateExpression(path: string, expression = ''): FieldError[] {
  if (byteLength(expression) > expressionMaxLength) return [field.tooLong(path, expressionMaxLength)];
  const compiled = compileDeviceSelector(expression);
  if ('problem' in compiled) return [field.invalid(path, expression, compiled.problem)];
  return compiled.maxCost > deviceSelectorMaxCost ? [field.forbidden(path, 'too complex, exceeds cost limit')] : [];
}
