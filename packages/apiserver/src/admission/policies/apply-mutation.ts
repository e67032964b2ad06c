import {
  ConfigurationProblem,
  fieldTypeOf,
  type JsonObject,
  type JsonPatchOperation,
  jsonPatchInto,
  type KubernetesObject,
  mergeConfiguration,
  PatchError,
  PatchTestError,
} from '@sampan/api';
import {
  type AdmissionVariables,
  type Budget,
  BudgetError,
  CelRuntimeError,
  evaluateAdmission,
  MutationObject,
  toJson,
  typeNameProblems,
  type Value,
} from '@sampan/api/cel';
import { changedObject, documentOf, schemaOf } from '../matching/changed-object.js';
import type { VersionedRequest } from '../matching/request-objects.js';
import type { CompiledMutation } from './compile-mutating-policy.js';

/** A mutation that cannot be carried out: the policy's failurePolicy says what becomes of that. */
export class MutationError extends Error {}

/**
 * The request's object as a mutation makes it, in the version of the request; undefined: it stays as it is. Throws a
 * {@link MutationError}, and a StatusError where what comes of it is no object of its kind.
 */
export function applyMutation(
  { patchType, expression }: CompiledMutation,
  versioned: VersionedRequest,
  { variables, budget }: { readonly variables: AdmissionVariables; readonly budget: Budget },
): KubernetesObject | undefined {
  const { object } = versioned;
  if (object === undefined) return undefined;
  if (expression.program === undefined) throw new MutationError(expression.problem);
  const made = evaluate(() => {
    const result = evaluateAdmission(expression, variables, budget);
    if (result.error !== undefined) throw new MutationError(result.error);
    return result.value;
  });
  return patchType === 'JSONPatch' ? patched(versioned, object, made) : merged(versioned, object, made);
}

function evaluate<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof BudgetError ? new MutationError(error.message) : error;
  }
}

const strictly = { unknown: 'refused' } as const;

function merged(versioned: VersionedRequest, object: KubernetesObject, made: Value): KubernetesObject | undefined {
  requireTypeNames(made);
  const { apiVersion, kind } = object;
  const configuration = { ...(json(made, 'invalid return type') as JsonObject), apiVersion, kind } as JsonObject;
  const { schema, registry } = schemaOf(versioned);
  try {
    const live = documentOf(object) as unknown as JsonObject;
    return changedObject(versioned, mergeConfiguration(live, configuration, fieldTypeOf(schema, registry)), strictly);
  } catch (error) {
    throw error instanceof ConfigurationProblem ? new MutationError(`error applying patch: ${error.message}`) : error;
  }
}

function patched(versioned: VersionedRequest, object: KubernetesObject, made: Value): KubernetesObject | undefined {
  const operations = (made as readonly MutationObject[]).map(operationOf);
  try {
    return changedObject(versioned, jsonPatchInto(documentOf(object), operations), strictly);
  } catch (error) {
    if (error instanceof PatchTestError) return undefined;
    throw error instanceof PatchError ? new MutationError(`JSONPath: ${error.message}`) : error;
  }
}

function operationOf(made: MutationObject): JsonPatchOperation {
  const text = (name: string) => (made.get(name) as string | undefined) ?? '';
  const [op, path, from, value] = [text('op'), text('path'), text('from'), made.get('value')];
  if (value instanceof MutationObject) requireTypeNames(value);
  return {
    ...{ op, path },
    ...(from !== '' && { from }),
    ...(value !== undefined && {
      value: json(value, 'JSONPath valueExpression evaluated to a type that could not marshal to JSON'),
    }),
  };
}

function requireTypeNames(made: Value): void {
  const problems = typeNameProblems(made);
  if (problems.length > 0) throw new MutationError(`type mismatch: ${problems.join('\n')}`);
}

function json(value: Value, problem: string): unknown {
  try {
    return toJson(value);
  } catch (error) {
    throw error instanceof CelRuntimeError ? new MutationError(`${problem}: ${error.message}`) : error;
  }
}
