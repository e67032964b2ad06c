import { type FieldError, field, fieldErrorMessage } from '@sampan/api';
import { patternProblem } from '@sampan/api/schemas';
import type { JsonSchema } from './internal-definition.js';

/**
 * What keeps a schema from being structural (`ValidateStructural`): every field has a type and is said outside of `allOf`,
 * `anyOf`, `oneOf` and `not`, which only restrict values. In the order of the messages.
 */
export function validateStructural(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...invariants(schema, 'root', path), ...completeness(schema, schema, path, path)];
  return errors.sort((a, b) => (fieldErrorMessage(a) < fieldErrorMessage(b) ? -1 : 1));
}

/** Why a schema cannot be read as a structural one at all (`NewStructural`); undefined: it can. */
export function notStructural(schema: JsonSchema): string | undefined {
  const unsupported = ['id', '$schema', '$ref', 'patternProperties', 'dependencies', 'additionalItems', 'definitions'];
  for (const name of unsupported) {
    const value = schema[name as keyof JsonSchema];
    if (value !== undefined && value !== '')
      return `OpenAPIV3Schema '${name.replace('$schema', 'schema')}' is not supported`;
  }
  if (Array.isArray(schema.items)) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  for (const inner of innerSchemas(schema)) {
    const problem = notStructural(inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** All schemas directly inside of a schema. */
export function innerSchemas(schema: JsonSchema): JsonSchema[] {
  const { items, properties, additionalProperties, allOf, anyOf, oneOf, not } = schema;
  return [
    ...(items === undefined ? [] : Array.isArray(items) ? items : [items]),
    ...Object.values(properties ?? {}),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(allOf ?? []),
    ...(anyOf ?? []),
    ...(oneOf ?? []),
    ...(not === undefined ? [] : [not]),
  ];
}

type Level = 'root' | 'item' | 'field';

const untyped: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function invariants(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '', items, properties = {}, additionalProperties } = schema;
  if (type === 'array' && items === undefined) errors.push(field.required(`${path}.items`, 'must be specified'));
  if (items !== undefined && !Array.isArray(items)) errors.push(...invariants(items, 'item', `${path}.items`));
  for (const [name, property] of Object.entries(properties)) {
    errors.push(...invariants(property, 'field', `${path}.properties[${name}]`));
  }
  if (additionalProperties !== undefined) {
    if (level === 'root') errors.push(field.forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
    if (typeof additionalProperties === 'object') {
      errors.push(...invariants(additionalProperties, 'field', `${path}.additionalProperties`));
    }
  }
  errors.push(...validateIntOrString(schema, path));
  errors.push(
    ...validateValues(
      schema,
      { anyOf: isIntOrString(schema.anyOf), allOf: isIntOrString(schema.allOf?.[0]?.anyOf) },
      level,
      path,
    ),
  );
  errors.push(...validateType(schema, level, path));
  if (level === 'root' || schema['x-kubernetes-embedded-resource'] === true)
    errors.push(...validateTypeMeta(schema, path));
  if (level === 'root' && properties.metadata !== undefined) {
    errors.push(...validateRootMetadata(properties.metadata, `${path}.properties[metadata]`));
  }
  return errors;
}

function validateIntOrString(schema: JsonSchema, path: string): FieldError[] {
  if (schema['x-kubernetes-int-or-string'] !== true) return [];
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    .filter((name) => schema[name] === true)
    .map((name) => field.invalid(`${path}.${name}`, true, 'must be false if x-kubernetes-int-or-string is true'));
}

function validateType(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '' } = schema;
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema['x-kubernetes-embedded-resource'] === true) {
    if (type !== 'object') {
      const detail = 'must be object if x-kubernetes-embedded-resource is true';
      errors.push(type === '' ? field.required(`${path}.type`, detail) : field.invalid(`${path}.type`, type, detail));
    }
    if (schema.additionalProperties !== undefined) {
      const detail = 'must not be used if x-kubernetes-embedded-resource is set';
      errors.push(field.forbidden(`${path}.additionalProperties`, detail));
    }
    if (!keeps && Object.keys(schema.properties ?? {}).length === 0) {
      const detail =
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
      errors.push(field.required(`${path}.properties`, detail));
    }
  } else if (type === '' && schema['x-kubernetes-int-or-string'] !== true && !keeps) {
    errors.push(field.required(`${path}.type`, untyped[level]));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(field.invalid(`${path}.type`, type, 'must be object at the root'));
  }
  return errors;
}

function validateTypeMeta({ properties = {} }: JsonSchema, path: string): FieldError[] {
  const wanted = { kind: 'string', apiVersion: 'string', metadata: 'object' };
  return Object.entries(wanted).flatMap(([name, wantedType]) => {
    const type = properties[name]?.type ?? '';
    if (properties[name] === undefined || type === wantedType) return [];
    return [field.invalid(`${path}.properties[${name}].type`, type, `must be ${wantedType}`)];
  });
}

function validateRootMetadata(metadata: JsonSchema, path: string): FieldError[] {
  const { type: _, properties = {}, default: _default, description: _description, ...rest } = metadata;
  const others = Object.keys(properties).filter((name) => name !== 'name' && name !== 'generateName');
  if (others.length === 0 && Object.keys(rest).length === 0) return [];
  const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [field.forbidden(path, detail)];
}

/** `anyOf: [{type: integer}, {type: string}]`, which says what x-kubernetes-int-or-string says. */
function isIntOrString(anyOf: readonly JsonSchema[] | undefined): boolean {
  if (anyOf?.length !== 2) return false;
  return ['integer', 'string'].every((type, index) => {
    const [only, ...more] = Object.entries(anyOf[index] ?? {});
    return more.length === 0 && only?.[0] === 'type' && only[1] === type;
  });
}

/** What restricts values, at a schema or below one of its junctors. */
function validateValues(
  schema: JsonSchema,
  skipped: { anyOf: boolean; allOf: boolean },
  level: Level,
  path: string,
): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern = '' } = schema;
  const nested = (inner: JsonSchema, at: string, skipAnyOf = false) =>
    validateNested(inner, { skipAnyOf, level, path: at });
  return [
    ...(skipped.anyOf ? [] : anyOf.flatMap((inner, index) => nested(inner, `${path}.anyOf[${index}]`))),
    ...allOf.flatMap((inner, index) => nested(inner, `${path}.allOf[${index}]`, skipped.allOf && index === 0)),
    ...oneOf.flatMap((inner, index) => nested(inner, `${path}.oneOf[${index}]`)),
    ...(not === undefined ? [] : nested(not, `${path}.not`)),
    ...validatePattern(pattern, path),
  ];
}

function validatePattern(pattern: string, path: string): FieldError[] {
  const problem = pattern === '' ? undefined : patternProblem(pattern);
  if (problem === undefined) return [];
  return [field.invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`)];
}

const forbidden = {
  type: 'must be empty to be structural',
  additionalProperties: 'must be undefined to be structural',
  default: 'must be undefined to be structural',
  title: 'must be empty to be structural',
  description: 'must be empty to be structural',
  nullable: 'must be false to be structural',
  externalDocs: 'must be undefined to be structural',
  'x-kubernetes-preserve-unknown-fields': 'must be false to be structural',
  'x-kubernetes-embedded-resource': 'must be false to be structural',
  'x-kubernetes-int-or-string': 'must be false to be structural',
  'x-kubernetes-list-map-keys': 'must be empty to be structural',
  'x-kubernetes-list-type': 'must be undefined to be structural',
  'x-kubernetes-map-type': 'must be undefined to be structural',
  'x-kubernetes-validations': 'must be empty to be structural',
} as const;

function validateNested(
  schema: JsonSchema,
  { skipAnyOf, level, path }: { skipAnyOf: boolean; level: Level; path: string },
): FieldError[] {
  const errors = validateValues(schema, { anyOf: skipAnyOf, allOf: false }, level, path);
  const { items, properties = {} } = schema;
  if (items !== undefined && !Array.isArray(items)) {
    errors.push(...validateNested(items, { skipAnyOf: false, level, path: `${path}.items` }));
  }
  for (const [name, property] of Object.entries(properties)) {
    errors.push(...validateNested(property, { skipAnyOf: false, level: 'field', path: `${path}.properties[${name}]` }));
  }
  for (const [name, detail] of Object.entries(forbidden)) {
    const value = schema[name as keyof typeof forbidden];
    const isSaid = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '' && value !== false;
    if (isSaid) errors.push(field.forbidden(`${path}.${name}`, detail));
  }
  if (properties.metadata !== undefined) {
    errors.push(field.forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  }
  return errors;
}

/** Every field that a junctor restricts has to be there. */
function completeness(values: JsonSchema, schema: JsonSchema | undefined, path: string, at: string): FieldError[] {
  const { not, allOf = [], anyOf = [], oneOf = [] } = values;
  const junctors: [JsonSchema, string][] = [
    ...(not === undefined ? [] : [[not, `${at}.not`] as [JsonSchema, string]]),
    ...allOf.map((inner, index): [JsonSchema, string] => [inner, `${at}.allOf[${index}]`]),
    ...anyOf.map((inner, index): [JsonSchema, string] => [inner, `${at}.anyOf[${index}]`]),
    ...oneOf.map((inner, index): [JsonSchema, string] => [inner, `${at}.oneOf[${index}]`]),
  ];
  return junctors.flatMap(([inner, place]) => nestedCompleteness(inner, schema, path, place));
}

function nestedCompleteness(
  values: JsonSchema,
  schema: JsonSchema | undefined,
  path: string,
  at: string,
): FieldError[] {
  if (schema === undefined) return [field.required(path, `because it is defined in ${at}`)];
  const errors = completeness(values, schema, path, at);
  const { items, properties = {} } = values;
  if (items !== undefined && !Array.isArray(items)) {
    const known = Array.isArray(schema.items) ? undefined : schema.items;
    errors.push(...nestedCompleteness(items, known, `${path}.items`, `${at}.items`));
  }
  for (const [name, property] of Object.entries(properties)) {
    const step = `.properties[${name}]`;
    errors.push(...nestedCompleteness(property, schema.properties?.[name], `${path}${step}`, `${at}${step}`));
  }
  return errors;
}
