import type { KubernetesObject, Schema, SchemaRegistry } from '@sampan/api';
import {
  compileChangeValidator,
  compileDefaults,
  compileStatusValidator,
  compileValidator,
  type Defaulter,
  definitionName,
  type Validator,
} from '@sampan/api/schemas';
import type { Strategy } from './strategy.js';

/** What the rules of a built-in kind's fields do, compiled. */
interface CompiledRules {
  readonly setDefaults: Defaulter | undefined;
  readonly validate: Validator;
  readonly validateStatus: Validator;
  readonly validateChange: Validator;
}

/**
 * A kind's strategy together with the rules of its fields, which come first. They are compiled at their first use: the
 * schemas that they need are large.
 */
export function withFieldRules<T extends KubernetesObject>(
  strategy: Strategy<T>,
  schemas: () => { schema: Schema; registry: SchemaRegistry },
): Strategy<T> {
  let compiled: CompiledRules | undefined;
  const rules = () => (compiled ??= compile(schemas(), strategy));
  return {
    ...strategy,
    defaults: (object) => {
      rules().setDefaults?.(object);
      strategy.defaults?.(object);
    },
    validate: (object) => [...rules().validate(object), ...(strategy.validate?.(object) ?? [])],
    validateUpdate: (object, old, subresource) => [
      ...rules().validateChange(object, old),
      ...(strategy.validateUpdate?.(object, old, subresource) ?? []),
    ],
    validateStatusUpdate: (object, old) => [
      ...rules().validateStatus(object, old),
      ...(strategy.validateStatusUpdate?.(object, old) ?? []),
    ],
  };
}

function compile(
  { schema, registry }: { schema: Schema; registry: SchemaRegistry },
  { checks }: Pick<Strategy<never>, 'checks'>,
): CompiledRules {
  const name = definitionName(schema) ?? '';
  return {
    setDefaults: compileDefaults(name, registry),
    validate: compileValidator(name, registry, checks),
    validateStatus: compileStatusValidator(name, registry, checks),
    validateChange: compileChangeValidator(name, registry),
  };
}
