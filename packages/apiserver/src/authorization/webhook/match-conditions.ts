import type { Schema, SubjectAccessReviewSpec } from '@sampan/api';
import { bool, compileCel, declare, dyn } from '@sampan/api/cel';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };

function struct(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties };
}

function texted(...names: string[]): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => [name, text]));
}

/** What conditions see: the `spec` of a SubjectAccessReview, as `request`. */
const request = declare(
  struct({
    ...texted('user', 'uid'),
    groups: texts,
    extra: { type: 'object', additionalProperties: texts },
    nonResourceAttributes: struct(texted('path', 'verb')),
    resourceAttributes: struct(texted('namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name')),
  }),
);

/** Compiles a condition. Throws an Error that says why it is none. */
export function compileMatchCondition(expression: string): (spec: SubjectAccessReviewSpec) => boolean {
  let program: ReturnType<typeof compileCel>;
  try {
    program = compileCel(expression, new Map([['request', request?.type ?? dyn]]));
  } catch (error) {
    throw new Error(`compilation failed: ${(error as Error).message}`, { cause: error });
  }
  if (program.type.kind !== bool.kind) throw new Error('must evaluate to bool');
  return (spec) => program.evaluate({ request: request?.toValue(spec) }).value === true;
}

/** Whether all conditions hold. One that does not decides, whatever was wrong with others; throws the first of those else. */
export function matchesAll(expressions: readonly string[]): (spec: SubjectAccessReviewSpec) => boolean {
  const conditions = expressions.map(compileMatchCondition);
  return (spec) => {
    const problems: unknown[] = [];
    for (const holds of conditions) {
      try {
        if (!holds(spec)) return false;
      } catch (error) {
        problems.push(error);
      }
    }
    if (problems.length > 0) throw problems[0];
    return true;
  };
}
