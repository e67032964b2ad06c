import { isJsonObject } from '@sampan/api';
import { loadSchemas } from '@sampan/api/schemas';
import { parseYaml } from '../body/parse-yaml.js';
import { decodeProtobuf } from '../protobuf/decode-protobuf.js';

const bounds = { depth: 500, values: 100_000 };

/** A body as the audit log shows it, in JSON; undefined for what is empty or cannot be read. */
export function auditedObject(body: Buffer | undefined, contentType: string, omitManagedFields: boolean): unknown {
  if (body === undefined || body.length === 0) return undefined;
  const object = read(body, contentType);
  if (!omitManagedFields || !isJsonObject(object)) return object;
  const { items } = object;
  return {
    ...withoutManagedFields(object),
    ...(Array.isArray(items) && {
      items: items.map((item) => (isJsonObject(item) ? withoutManagedFields(item) : item)),
    }),
  };
}

function read(body: Buffer, contentType: string): unknown {
  try {
    if (contentType.includes('protobuf')) return decodeProtobuf(body, loadSchemas(), bounds);
    if (contentType.includes('yaml')) return JSON.parse(parseYaml(body.toString()).json);
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function withoutManagedFields(object: Record<string, unknown>): Record<string, unknown> {
  if (!isJsonObject(object.metadata)) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
