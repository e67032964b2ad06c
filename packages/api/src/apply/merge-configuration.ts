import type { JsonObject } from '../values/json.js';
import { isJsonObject } from '../values/json.js';
import { childType } from './compare.js';
import { configurationErrors } from './configuration-errors.js';
import { formatFieldPath } from './field-path.js';
import type { FieldType } from './field-type.js';
import { mergeValues } from './merge-values.js';
import { pathElementOf } from './path-element.js';

/** A configuration that cannot be merged, in the words of upstream's policies. */
export class ConfigurationProblem extends Error {}

/**
 * An object with what a configuration states, merged as server-side apply merges it, while nobody owns anything
 * (`ApplyStructuredMergeDiff`). What is replaced as a whole may not be stated: nobody would see what is lost. Neither is changed,
 * both are shared. Throws a {@link ConfigurationProblem}.
 */
export function mergeConfiguration(live: JsonObject, configuration: JsonObject, type: FieldType): JsonObject {
  const errors = configurationErrors(configuration, type);
  if (errors.length > 0) {
    throw new ConfigurationProblem(`failed to convert patch object to typed object: ${joined(errors)}`);
  }
  const atomics = atomicsIn(configuration, type, []);
  if (atomics.length > 0) {
    const problem = `may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`;
    throw new ConfigurationProblem(`invalid ApplyConfiguration: ${problem}`);
  }
  return mergeValues(live, configuration, type);
}

/** Several mistakes as structured-merge-diff tells them. */
export function joined(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');
}

/** The paths of lists and objects in a value that are replaced as a whole. */
function atomicsIn(value: unknown, type: FieldType, path: readonly string[]): string[] {
  const isOwnedWhole = type.kind === 'leaf' && typeof type.shape === 'object';
  const here = isOwnedWhole && typeof value === 'object' && value !== null ? [formatFieldPath(path)] : [];
  if (Array.isArray(value) && type.kind === 'keyed') {
    return value.flatMap((item) => atomicsIn(item, type.element, [...path, pathElementOf(item, type)]));
  }
  if (!isJsonObject(value) || type.kind === 'leaf') return here;
  return Object.entries(value).flatMap(([key, inside]) =>
    atomicsIn(inside, childType(type, key), [...path, `f:${key}`]),
  );
}
