import { type SchemaRegistry, unsupportedMediaType } from '@sampan/api';
import { decodeProtobuf } from '../protobuf/decode-protobuf.js';
import { WireBudgetError, WireError } from '../protobuf/wire-reader.js';
import { type DecodedBody, decodeJson, maxDepth, maxValues, SyntaxProblem, tooManyValues } from './decode-json.js';
import { decodeYaml } from './decode-yaml.js';

/** Media types that objects are taken in. Answers are never protobuf: clients that ask for it also take JSON. */
const objectMediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;

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
      return decodeYaml(body ?? Buffer.alloc(0));
    case 'application/vnd.kubernetes.protobuf':
      return readProtobuf(body ?? Buffer.alloc(0), registry);
    default:
      throw unsupportedMediaType(objectMediaTypes);
  }
}

function readProtobuf(body: Buffer, registry: SchemaRegistry): DecodedBody {
  try {
    return { value: decodeProtobuf(body, registry, { depth: maxDepth, values: maxValues }), duplicates: [] };
  } catch (error) {
    if (error instanceof WireBudgetError) throw tooManyValues();
    if (error instanceof WireError) throw new SyntaxProblem(error.message);
    throw error;
  }
}

/** The type alone, without parameters such as the charset. */
export function mediaTypeOf(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}
