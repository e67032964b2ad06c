import { CelSyntaxError } from './cel-error.js';
import { compileCel, deviceEnvironment, type Program } from './environment.js';
import { bool, dyn, formatType, mapOf, type ObjectType, string, type Type } from './types.js';

/** What one selector may cost, by its estimate (`CELSelectorExpressionMaxCost`). */
export const deviceSelectorMaxCost = 1_000_000;

/** The most bytes of a device's strings and names, and the most entries of each of its maps (`resource.k8s.io`). */
const maxSizes = { value: 64, domain: 63, id: 32, driver: 63, entries: 32 };

const quantity: Type = { kind: 'opaque', name: 'kubernetes.Quantity' };

const fields: Readonly<Record<string, Type>> = {
  driver: string,
  attributes: mapOf(string, mapOf(string, dyn)),
  capacity: mapOf(string, mapOf(string, quantity)),
  allowMultipleAllocations: bool,
};

const deviceType: ObjectType = {
  kind: 'object',
  name: 'kubernetes.DRADevice',
  field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
};

const variables: ReadonlyMap<string, Type> = new Map([['device', deviceType]]);

/** A selector of devices that is ready to be evaluated, or what is wrong with it. */
export type DeviceSelectorExpression =
  | { readonly program: Program; readonly maxCost: number }
  /** In upstream's words: `compilation failed: ERROR: <input>:1:8: Syntax error: …`. */
  | { readonly problem: string };

/** Compiles a selector of devices (upstream's `dynamic-resource-allocation/cel/compile.go`). */
export function compileDeviceSelector(text: string): DeviceSelectorExpression {
  try {
    const program = compileCel(text, variables, deviceEnvironment);
    const { type } = program;
    if (type.kind !== 'bool' && type.kind !== 'dyn') {
      return { problem: `must evaluate to bool or the unknown type, not ${formatType(type)}` };
    }
    return { program, maxCost: program.estimate(sizeOfPath) };
  } catch (error) {
    if (error instanceof CelSyntaxError) return { problem: `compilation failed: ${error.message}` };
    throw error;
  }
}

/** How large that is which a path leads to. Whatever an attribute is called, it is one. */
function sizeOfPath([root, field, ...inside]: readonly string[]): number | undefined {
  if (root !== 'device') return undefined;
  if (field === 'driver') return maxSizes.driver;
  if (field !== 'attributes' && field !== 'capacity') return undefined;
  const [outer, inner] = inside;
  if (outer === undefined) return maxSizes.entries;
  if (inner === undefined) return outer === '@keys' ? maxSizes.domain : maxSizes.entries;
  if (inner === '@keys') return maxSizes.id;
  return field === 'attributes' ? maxSizes.value : undefined;
}
