import {
  bool,
  compileCel,
  declare,
  dyn,
  type Program,
  string,
  type Type,
  untypedValue,
  type Value,
} from '@sampan/api/cel';
import type { User } from '../user.js';

/** What expressions of claims see: `claims`. */
const claimsType: Type = { kind: 'map', key: string, value: dyn };

/** What expressions of users see: `user`. */
const userDeclaration = declare({
  type: 'object',
  properties: {
    username: { type: 'string' },
    uid: { type: 'string' },
    groups: { type: 'array', items: { type: 'string' } },
    extra: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
  },
});

export type Claims = Readonly<Record<string, unknown>>;

/** An expression that makes something of claims; what, is seen when it is evaluated. Throws an Error that says why it is none. */
export function compileMapping(expression: string): (claims: Claims) => Value {
  const program = compiled(expression, new Map([['claims', claimsType]]));
  return (claims) => program.evaluate({ claims: untypedValue(claims) }).value;
}

/** A condition of claims. Throws an Error that says why it is none. */
export function compileClaimsCondition(expression: string): (claims: Claims) => boolean {
  const program = requireBool(compiled(expression, new Map([['claims', claimsType]])));
  return (claims) => program.evaluate({ claims: untypedValue(claims) }).value === true;
}

/** A condition of users. Throws an Error that says why it is none. */
export function compileUserCondition(expression: string): (user: User) => boolean {
  const program = requireBool(compiled(expression, new Map([['user', userDeclaration?.type ?? dyn]])));
  return ({ name, uid = '', groups, extra = {} }) => {
    const user = userDeclaration?.toValue({ username: name, uid, groups, extra });
    return program.evaluate({ user }).value === true;
  };
}

function compiled(expression: string, variables: ReadonlyMap<string, Type>): Program {
  try {
    return compileCel(expression, variables);
  } catch (error) {
    throw new Error(`compilation failed: ${(error as Error).message}`, { cause: error });
  }
}

function requireBool(program: Program): Program {
  if (program.type.kind !== bool.kind) throw new Error('must evaluate to bool');
  return program;
}
