import { authorizerType, namespaceType, requestType, resourceCheckType } from './admission-types.js';
import { CelSyntaxError } from './cel-error.js';
import { compileCel, mutationEnvironment, type Program } from './environment.js';
import { dyn, formatType, listOf, mapOf, type Type } from './types.js';

/** An expression of admission that is ready to be evaluated, or what is wrong with it. */
export interface AdmissionExpression {
  readonly text: string;
  readonly program?: Program;
  /** In upstream's words: `compilation failed: ERROR: <input>:1:8: Syntax error: …`. */
  readonly problem?: string;
}

/** What an expression of admission sees, besides the objects, the request and its namespace. */
export interface AdmissionScope {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** The types of the variables of a policy that are defined so far; absent: it has none. */
  readonly variables?: ReadonlyMap<string, Type>;
  /** It makes patches. */
  readonly mutation?: boolean;
  /** Types that are known better than in general: those of `object`, `oldObject` and `params`. */
  readonly types?: Readonly<Record<string, Type>>;
}

/**
 * Compiles an expression of a match condition or a policy (upstream's `plugin/cel/compile.go`), which has to be of one of the
 * given types; none: of any.
 */
export function compileAdmission(
  text: string,
  scope: AdmissionScope,
  types: readonly Type[] = [],
): AdmissionExpression {
  try {
    const program = compileCel(text, variablesOf(scope), scope.mutation ? mutationEnvironment : undefined);
    const problem = typeProblem(program.type, types);
    return problem === undefined ? { text, program } : { text, problem };
  } catch (error) {
    if (error instanceof CelSyntaxError) return { text, problem: `compilation failed: ${error.message}` };
    throw error;
  }
}

/** The variables of a policy, and of which types they are. */
export interface CompiledVariables {
  readonly expressions: ReadonlyMap<string, AdmissionExpression>;
  readonly types: ReadonlyMap<string, Type>;
}

/** Compiles variables in their order: each may look at those before it. What does not compile may be anything. */
export function compileVariables(
  variables: readonly { readonly name: string; readonly expression: string }[],
  scope: Omit<AdmissionScope, 'variables'>,
): CompiledVariables {
  const expressions = new Map<string, AdmissionExpression>();
  const types = new Map<string, Type>();
  for (const { name, expression } of variables) {
    const compiled = compileAdmission(expression, { ...scope, variables: types });
    expressions.set(name, compiled);
    types.set(name, compiled.program === undefined ? dyn : variableType(compiled.program.type));
  }
  return { expressions, types };
}

/** What is known of a variable's type: of what is made of fields, upstream forgets them (`convertCelTypeToDeclType`). */
function variableType(type: Type): Type {
  switch (type.kind) {
    case 'list':
      return listOf(variableType(type.item));
    case 'map':
      return mapOf(variableType(type.key), variableType(type.value));
    case 'object':
    case 'opaque':
    case 'optional':
    case 'type':
    case 'param':
      return dyn;
    default:
      return type;
  }
}

function typeProblem(found: Type, types: readonly Type[]): string | undefined {
  if (types.length === 0 || types.some((type) => formatType(type) === formatType(found))) return undefined;
  // In this message the type of null has the name that it has as a value.
  const nameOf = (type: Type) => (type.kind === 'null' ? 'null_type' : formatType(type));
  const names = types.map(nameOf);
  const wanted = names.length === 1 ? names[0] : `one of [${names.join(' ')}]`;
  return `must evaluate to ${wanted} but got ${nameOf(found)}`;
}

function variablesOf({ params, authorizer, variables, types = {} }: AdmissionScope): ReadonlyMap<string, Type> {
  return new Map<string, Type>([
    ['object', types.object ?? dyn],
    ['oldObject', types.oldObject ?? dyn],
    ['request', requestType],
    ['namespaceObject', namespaceType],
    ...(params ? ([['params', types.params ?? dyn]] as const) : []),
    ...(authorizer
      ? ([
          ['authorizer', authorizerType],
          ['authorizer.requestResource', resourceCheckType],
        ] as const)
      : []),
    ...(variables === undefined ? [] : ([['variables', variablesType(variables)]] as const)),
  ]);
}

function variablesType(variables: ReadonlyMap<string, Type>): Type {
  return { kind: 'object', name: 'kubernetes.variables', field: (name) => variables.get(name) };
}
