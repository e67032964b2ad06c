import {
  type CustomResourceDefinitionSpec,
  type CustomResourceDefinitionVersion,
  deepEqual,
  type Schema,
} from '@sampan/api';

/**
 * A definition as upstream's code has it, which names its fields in messages: what all versions have in common stands
 * once, beside them, and conversion is told otherwise (`Convert_v1_…_To_apiextensions_CustomResourceDefinitionSpec`).
 */
export interface InternalDefinition {
  /** The name of the first version. */
  readonly version: string;
  readonly versions: readonly CustomResourceDefinitionVersion[];
  readonly common: VersionParts;
}

/** What a version may say, or all of them together. */
export type VersionParts = Pick<
  CustomResourceDefinitionVersion,
  'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields'
>;

const parts = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;

export function internalDefinition({ versions = [] }: CustomResourceDefinitionSpec): InternalDefinition {
  const [first] = versions;
  if (first === undefined) return { version: '', versions, common: {} };
  const common: VersionParts = {};
  const rest = versions.map((version) => ({ ...version }));
  for (const part of parts) {
    if (!versions.every((version) => deepEqual(version[part], first[part]))) continue;
    Object.assign(common, { [part]: first[part] });
    for (const version of rest) delete version[part];
  }
  return { version: first.name, versions: rest, common };
}

/** Versions as messages show them: Go's own JSON of the internal types, which has no names of its own. */
export function goVersions(versions: readonly CustomResourceDefinitionVersion[]): unknown {
  return versions.map((version) => ({
    Name: version.name,
    Served: version.served ?? false,
    Storage: version.storage ?? false,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema:
      version.schema === undefined
        ? null
        : { OpenAPIV3Schema: goSchema(version.schema.openAPIV3Schema as JsonSchema | undefined) },
    Subresources: version.subresources === undefined ? null : goFields(version.subresources),
    AdditionalPrinterColumns: version.additionalPrinterColumns?.map(goFields) ?? null,
    SelectableFields: version.selectableFields?.map(({ jsonPath }) => ({ JSONPath: jsonPath })) ?? null,
  }));
}

/** Everything that a definition may say of a schema, whether it is allowed or not. */
export interface JsonSchema
  extends Omit<Schema, 'items' | 'additionalProperties' | 'properties' | 'type' | 'allOf' | 'anyOf' | 'oneOf' | 'not'> {
  id?: string;
  $schema?: string;
  title?: string;
  type?: string;
  example?: unknown;
  externalDocs?: unknown;
  items?: JsonSchema | JsonSchema[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  additionalItems?: JsonSchema | boolean;
  patternProperties?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  dependencies?: Record<string, unknown>;
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  not?: JsonSchema;
}

type Rule = NonNullable<Schema['x-kubernetes-validations']>[number];

/** A rule as messages show it. */
export function goRule({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: Rule): unknown {
  return {
    Rule: rule,
    Message: message ?? '',
    MessageExpression: messageExpression ?? '',
    Reason: reason ?? null,
    FieldPath: fieldPath ?? '',
    OptionalOldSelf: optionalOldSelf ?? null,
  };
}

/** A schema as messages show it. */
export function goSchema(schema: JsonSchema | undefined): unknown {
  if (schema === undefined) return null;
  return {
    ID: schema.id ?? '',
    Schema: schema.$schema ?? '',
    Ref: schema.$ref ?? null,
    Description: schema.description ?? '',
    Type: schema.type ?? '',
    Nullable: schema.nullable ?? false,
    Format: schema.format ?? '',
    Title: schema.title ?? '',
    Default: schema.default ?? null,
    Maximum: schema.maximum ?? null,
    ExclusiveMaximum: schema.exclusiveMaximum ?? false,
    Minimum: schema.minimum ?? null,
    ExclusiveMinimum: schema.exclusiveMinimum ?? false,
    MaxLength: schema.maxLength ?? null,
    MinLength: schema.minLength ?? null,
    Pattern: schema.pattern ?? '',
    MaxItems: schema.maxItems ?? null,
    MinItems: schema.minItems ?? null,
    UniqueItems: schema.uniqueItems ?? false,
    MultipleOf: schema.multipleOf ?? null,
    Enum: schema.enum ?? null,
    MaxProperties: schema.maxProperties ?? null,
    MinProperties: schema.minProperties ?? null,
    Required: schema.required ?? null,
    Items: goItems(schema.items),
    AllOf: schema.allOf?.map(goSchema) ?? null,
    OneOf: schema.oneOf?.map(goSchema) ?? null,
    AnyOf: schema.anyOf?.map(goSchema) ?? null,
    Not: goSchema(schema.not),
    Properties: goSchemas(schema.properties),
    AdditionalProperties: goSchemaOrBool(schema.additionalProperties),
    PatternProperties: goSchemas(schema.patternProperties),
    Dependencies: schema.dependencies ?? null,
    AdditionalItems: goSchemaOrBool(schema.additionalItems),
    Definitions: goSchemas(schema.definitions),
    ExternalDocs: schema.externalDocs ?? null,
    Example: schema.example ?? null,
    XPreserveUnknownFields: schema['x-kubernetes-preserve-unknown-fields'] ?? null,
    XEmbeddedResource: schema['x-kubernetes-embedded-resource'] ?? false,
    XIntOrString: schema['x-kubernetes-int-or-string'] ?? false,
    XListMapKeys: schema['x-kubernetes-list-map-keys'] ?? null,
    XListType: schema['x-kubernetes-list-type'] ?? null,
    XMapType: schema['x-kubernetes-map-type'] ?? null,
    XValidations: schema['x-kubernetes-validations']?.map(goRule) ?? null,
  };
}

function goItems(items: JsonSchema['items']): unknown {
  if (items === undefined) return null;
  return Array.isArray(items)
    ? { Schema: null, JSONSchemas: items.map(goSchema) }
    : { Schema: goSchema(items), JSONSchemas: null };
}

function goSchemas(schemas: Record<string, JsonSchema> | undefined): unknown {
  if (schemas === undefined) return null;
  const entries = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, schema]) => [name, goSchema(schema)]));
}

function goSchemaOrBool(value: JsonSchema | boolean | undefined): unknown {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? { Allows: value, Schema: null } : { Allows: true, Schema: goSchema(value) };
}

/** Fields under Go's names, which begin with a capital. */
function goFields(value: object): unknown {
  const entries = Object.entries(value).map(([name, inner]) => [
    name === 'jsonPath' ? 'JSONPath' : `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    inner,
  ]);
  return Object.fromEntries(entries);
}
