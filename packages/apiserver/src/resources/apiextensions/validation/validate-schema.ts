import { type FieldError, field } from '@sampan/api';
import { goSchema, type JsonSchema } from './internal-definition.js';
import { notStructural, validateStructural } from './structural.js';
import { validateDefaults } from './validate-defaults.js';
import { validateListType } from './validate-list-type.js';
import { checkRules, createRuleScope, type RuleScope } from './validate-rules.js';

/** `openAPIV3Schema` of one version, or of all together (`validateCustomResourceDefinitionValidation`). */
export function validateSchema(
  schema: JsonSchema,
  path: string,
  options: { readonly hasStatus: boolean; readonly isUnchanged: boolean },
): FieldError[] {
  const errors = options.hasStatus ? validateRoot(schema, path) : [];
  if (schema.nullable === true) errors.push(field.forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const problem = notStructural(schema);
  let structural: FieldError[] = [];
  if (problem === undefined) {
    structural = validateStructural(schema, path);
    if (structural.length === 0) structural = validateDefaults(schema, path);
    errors.push(...structural);
  }
  const scope = problem === undefined && structural.length === 0 ? createRuleScope(schema, options) : undefined;
  const found = walk(schema, path, { ...outermost, scope });
  errors.push(...found.schema, ...found.rules);
  if (errors.length === 0 && problem !== undefined) errors.push(field.invalid(path, '', problem));
  errors.push(...(scope?.costErrors(path) ?? []));
  return errors;
}

const allowedAtRoot = [
  ...['Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum'],
  ...['MaxLength', 'MinLength', 'Pattern', 'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items'],
  ...['Properties', 'ExternalDocs', 'Example', 'XPreserveUnknownFields', 'XValidations'],
];

/** Of a schema whose status is validated apart, only what is said of fields counts for both. */
function validateRoot(schema: JsonSchema, path: string): FieldError[] {
  for (const [name, value] of Object.entries(goSchema(schema) as Record<string, unknown>)) {
    if (value === null || value === false || value === '') continue;
    if (name === 'Type' && value !== 'object') {
      const detail =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      return [field.invalid(`${path}.type`, value, detail)];
    }
    if (allowedAtRoot.includes(name)) continue;
    const detail = `only [${allowedAtRoot.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
    return [field.invalid(path, goSchema(schema), detail)];
  }
  return [];
}

/** What is known of the schemas around one. */
interface Surroundings {
  readonly isRoot: boolean;
  /** It describes apiVersion, kind or metadata. */
  readonly inMeta: boolean;
  /** Why it may have no default; undefined: it may. */
  readonly noDefaults: string | undefined;
  /** The nearest part around it whose items cannot be recognised after a change; undefined: there is none. */
  readonly uncorrelatable: string | undefined;
  /** Where its rules are compiled; undefined: rules have no place here. */
  readonly scope: RuleScope | undefined;
}

const outermost: Surroundings = {
  isRoot: true,
  inMeta: false,
  noDefaults: undefined,
  uncorrelatable: undefined,
  scope: undefined,
};

interface Found {
  readonly schema: FieldError[];
  readonly rules: FieldError[];
}

const metaFields = ['metadata', 'kind', 'apiVersion'];

/** Each schema, those inside of it first, and rules last (`ValidateCustomResourceDefinitionOpenAPISchema`). */
function walk(schema: JsonSchema, path: string, around: Surroundings): Found {
  const found: Found = { schema: validateKeywords(schema, path, around), rules: [] };
  const visit = (inner: JsonSchema, at: string, changes: Partial<Surroundings>) => {
    const { schema: errors, rules } = walk(inner, at, { ...around, isRoot: false, scope: undefined, ...changes });
    found.schema.push(...errors);
    found.rules.push(...rules);
  };
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    found.schema.push(field.forbidden(`${path}.uniqueItems`, detail));
  }
  visitMap(schema, { path, around, visit, errors: found.schema });
  for (const name of ['not', 'allOf', 'oneOf', 'anyOf'] as const) {
    const inner = schema[name];
    if (Array.isArray(inner)) for (const [index, one] of inner.entries()) visit(one, `${path}.${name}[${index}]`, {});
    else if (inner !== undefined) visit(inner, `${path}.${name}`, {});
  }
  for (const [name, inner] of Object.entries(schema.definitions ?? {}))
    visit(inner, `${path}.definitions[${name}]`, {});
  const items = schema.items === undefined ? [] : Array.isArray(schema.items) ? schema.items : [schema.items];
  for (const [index, inner] of items.entries()) {
    visit(inner, Array.isArray(schema.items) ? `${path}.items[${index}]` : `${path}.items`, {
      // Items of other lists are not recognised again.
      uncorrelatable: around.uncorrelatable ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : path),
      scope: around.scope?.items(inner),
    });
  }
  found.schema.push(...validateExtensions(schema, path), ...validateListType(schema, path));
  found.schema.push(...checkRules(schema, path));
  if (found.schema.length === 0 && around.scope !== undefined) {
    found.rules.push(...around.scope.compile(schema, path, around.uncorrelatable));
  }
  return found;
}

interface MapVisit {
  readonly path: string;
  readonly around: Surroundings;
  readonly errors: FieldError[];
  visit(inner: JsonSchema, at: string, changes: Partial<Surroundings>): void;
}

function visitMap(schema: JsonSchema, { path, around, visit, errors }: MapVisit): void {
  const { additionalProperties, properties = {} } = schema;
  if (additionalProperties !== undefined) {
    if (Object.keys(properties).length > 0 && additionalProperties !== true) {
      const detail = 'additionalProperties and properties are mutual exclusive';
      errors.push(field.forbidden(`${path}.additionalProperties`, detail));
    }
    if (typeof additionalProperties === 'object') {
      visit(additionalProperties, `${path}.additionalProperties`, {
        noDefaults: around.inMeta ? 'inside additionalProperties applying to object metadata' : around.noDefaults,
        scope: around.scope?.values(additionalProperties),
      });
    }
  }
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  for (const name of Object.keys(properties).sort()) {
    const property = properties[name] as JsonSchema;
    const isMeta = (around.isRoot || schema['x-kubernetes-embedded-resource'] === true) && metaFields.includes(name);
    visit(property, `${path}.properties[${name}]`, {
      uncorrelatable: around.uncorrelatable ?? (isAtomic ? path : undefined),
      inMeta: around.inMeta || isMeta,
      noDefaults: isMeta && around.isRoot ? `in top-level ${name}` : around.noDefaults,
      scope: around.scope?.property(name, property),
    });
  }
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** What OpenAPI knows and definitions may not use (`specStandardValidatorV3`). */
function validateKeywords(schema: JsonSchema, path: string, { noDefaults, inMeta }: Surroundings): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '' } = schema;
  if (type !== '' && !types.includes(type)) errors.push(field.notSupported(`${path}.type`, type, types));
  if (schema.default !== undefined && noDefaults !== undefined) {
    errors.push(field.forbidden(`${path}.default`, `must not be set ${noDefaults}`));
  }
  for (const name of ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const) {
    const value = schema[name];
    if (value !== undefined && value !== '')
      errors.push(field.forbidden(`${path}.${name}`, `${name} is not supported`));
  }
  if (type === 'null') {
    errors.push(field.forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  }
  if (Array.isArray(schema.items) && schema.items.length > 0) {
    errors.push(field.forbidden(`${path}.items`, 'items must be a schema object and not an array'));
  }
  if (inMeta && schema['x-kubernetes-embedded-resource'] === true) {
    errors.push(field.forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'));
  }
  return errors;
}

function validateExtensions(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(field.invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  const mapType: string | undefined = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return errors;
  if (schema.type !== 'object') {
    const detail = 'must be object if x-kubernetes-map-type is specified';
    errors.push(
      schema.type ? field.invalid(`${path}.type`, schema.type, detail) : field.required(`${path}.type`, detail),
    );
  }
  const supported = ['atomic', 'granular'];
  if (!supported.includes(mapType)) {
    errors.push(field.notSupported(`${path}.x-kubernetes-map-type`, mapType, supported));
  }
  return errors;
}
