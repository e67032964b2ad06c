import { type SchemaRegistry, unsupportedMediaType } from '@sampan/api';
import { decodeProtobuf } from '../protobuf/decode-protobuf.js';
import { WireError } from '../protobuf/wire-reader.js';
import { countJsonKeys } from './count-json-keys.js';
import { duplicateJsonKeys } from './duplicate-json-keys.js';
import { jsonSyntaxError } from './json-syntax-error.js';

/** A body as data. */
export interface DecodedBody {
  readonly value: unknown;
  /** Paths of fields that occur more than once; the last one counts. */
  readonly duplicates: readonly string[];
}

/** Media types that objects are taken in. Answers are never protobuf: clients that ask for it also take JSON. */
const objectMediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;

/** A body that is not well-formed; the message is as Go's decoders word it. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

/**
 * Reads a body as JSON, YAML or Kubernetes' protobuf. Throws 415 for other media types, and a {@link SyntaxProblem}.
 */
export function decodeBody(
  body: Buffer | undefined,
  contentType: string,
  registry: SchemaRegistry,
): DecodedBody | Promise<DecodedBody> {
  switch (mediaTypeOf(contentType)) {
    case '':
    case 'application/json':
      return decodeJson(body ?? Buffer.alloc(0));
    case 'application/yaml':
      return import('./decode-yaml.js').then(({ decodeYaml }) => decodeYaml((body ?? Buffer.alloc(0)).toString()));
    case 'application/vnd.kubernetes.protobuf':
      return readProtobuf(body ?? Buffer.alloc(0), registry);
    default:
      throw unsupportedMediaType(objectMediaTypes);
  }
}

function readProtobuf(body: Buffer, registry: SchemaRegistry): DecodedBody {
  try {
    return { value: decodeProtobuf(body, registry), duplicates: none };
  } catch (error) {
    if (error instanceof WireError || error instanceof SyntaxError) throw new SyntaxProblem(error.message);
    throw error;
  }
}

/** The type alone, without parameters such as the charset. */
export function mediaTypeOf(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** Nesting that no object reaches, and that code which walks objects can bear. */
const maxDepth = 500;

export function decodeJson(body: Buffer): DecodedBody {
  const counted = countJsonKeys(body);
  if (counted.depth > maxDepth) throw new SyntaxProblem('json: exceeded max depth');
  const text = body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxProblem(jsonSyntaxError(text));
  }
  const duplicates = counted.keys === countKeys(value) ? none : duplicateJsonKeys(text);
  return { value, duplicates };
}

const none: readonly string[] = [];

/** How many fields all objects within `value` have. Fewer than the text has keys: some occur twice. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  const fields = value as Record<string, unknown>;
  for (const key in fields) count += 1 + countKeys(fields[key]);
  return count;
}
