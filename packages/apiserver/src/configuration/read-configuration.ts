import { formatApiVersion, isJsonObject, type Schema } from '@sampan/api';
import { createSchemaRegistry, decodeDefinition, referenceTo, unknownFieldWarnings } from '@sampan/api/schemas';
import { parseYaml } from '../body/parse-yaml.js';

/** A kind that stands in a file. */
export interface ConfigurationKind {
  /** Default: `apiserver.config.k8s.io`. */
  readonly group?: string;
  readonly kind: string;
  readonly versions: readonly string[];
  /** Its struct, by the name of the kind, and those inside of it. */
  readonly structs: Readonly<Record<string, Readonly<Record<string, FieldType>>>>;
}

/** A scalar, the name of a struct, or a list of either. */
export type FieldType = string | readonly [string];

/**
 * The object in a file's text, of the types that its kind says. Throws in the words of upstream's strict decoder. The caller
 * validates it.
 */
export function readConfiguration<T>(text: string, kindOfFile: ConfigurationKind): T {
  const { group = 'apiserver.config.k8s.io', kind, versions, structs } = kindOfFile;
  const { json, duplicates } = parseYaml(text);
  const value: unknown = JSON.parse(json);
  const { apiVersion = '', kind: found = '' } = (isJsonObject(value) ? value : {}) as Record<string, unknown>;
  if (found === '') throw new Error("Object 'Kind' is missing");
  if (found !== kind || !versions.some((version) => formatApiVersion({ group, version }) === apiVersion)) {
    throw new Error(
      `no kind "${found}" is registered for version "${apiVersion}" in scheme "pkg/apis/apiserver/scheme"`,
    );
  }
  const registry = createSchemaRegistry(definitionsOf({ ...structs, [kind]: { ...typeMeta, ...structs[kind] } }));
  const decoded = decodeDefinition(value, kind, registry, { unknown: 'Strict' });
  if (decoded.decodeError !== undefined) throw new Error(decoded.decodeError);
  const strict = [...duplicates, ...unknownFieldWarnings(decoded.unknown)];
  if (strict.length > 0) throw new Error(`strict decoding error: ${strict.join(', ')}`);
  return decoded.value as T;
}

const typeMeta = { apiVersion: 'string', kind: 'string' };

function definitionsOf(structs: ConfigurationKind['structs']): Record<string, Schema> {
  const definitions = Object.entries(structs).map(([name, fields]): [string, Schema] => {
    const properties = Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, schemaOf(type)]));
    // An empty text is one, too.
    return [name, { type: 'object', properties, required: Object.keys(fields) }];
  });
  return Object.fromEntries(definitions);
}

function schemaOf(type: FieldType): Schema {
  if (typeof type !== 'string') return { type: 'array', items: schemaOf(type[0]) };
  if (type === 'string' || type === 'boolean' || type === 'integer') return { type };
  return { $ref: referenceTo(type) };
}
