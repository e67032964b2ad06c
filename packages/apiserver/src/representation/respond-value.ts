import { yamlPieces } from '@sampan/api/yaml';
import { type ApiResponse, indentedJson, json } from '../pipeline/api-response.js';
import type { Representation } from '../pipeline/negotiate.js';
import type { TypeMeta } from '../protobuf/encode-protobuf.js';
import { joinPieces } from './join-pieces.js';
import { respondProtobuf } from './respond-protobuf.js';

/** Any value as JSON, indented JSON or YAML, and objects of built-in kinds as protobuf. */
export function respondValue(
  { mediaType, pretty }: Pick<Representation, 'mediaType' | 'pretty'>,
  status: number,
  value: unknown,
): ApiResponse | Promise<ApiResponse> {
  if (mediaType === 'application/yaml') return respondYaml(status, value);
  if (mediaType === 'application/vnd.kubernetes.protobuf') return respondProtobuf(status, value as TypeMeta);
  return pretty ? indentedJson(status, value) : json(status, value);
}

async function respondYaml(status: number, value: unknown): Promise<ApiResponse> {
  const headers = { 'content-type': 'application/yaml', 'cache-control': 'no-cache, private' };
  return { status, headers, body: await joinPieces(yamlPieces(value)) };
}
