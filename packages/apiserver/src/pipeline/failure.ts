import { failureStatus, internalError, isTooManyRequests, isUnauthorized, StatusError } from '@sampan/api';
import { formatYaml } from '@sampan/api/yaml';
import { encodeProtobuf } from '../protobuf/encode-protobuf.js';
import type { RequestHeaders } from './api-request.js';
import { type ApiResponse, indentedJson, json, protobuf, text, yaml } from './api-response.js';
import { negotiateFailure, type Representation } from './negotiate.js';
import { PageNotFound } from './page-not-found.js';

/** The Status that answers `error`. What is not a {@link StatusError} is a fault of the server, and is logged. */
export function statusErrorOf(error: unknown, log: (error: unknown) => void): StatusError {
  if (error instanceof StatusError) return error;
  const known = storeFailure(error);
  if (known !== undefined) return known;
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return new StatusError(failureStatus(400, 'BadRequest', { message: 'the request is nested too deeply' }));
  }
  log(error);
  return internalError(error);
}

/** The response that carries a failure. */
export function failureResponse(error: StatusError, headers: RequestHeaders = {}): ApiResponse {
  if (error instanceof PageNotFound) return text(404, '404 page not found\n');
  const response = statusResponse(error, negotiateFailure(headers));
  if (isTooManyRequests(error)) response.headers['retry-after'] = String(error.status.details?.retryAfterSeconds ?? 1);
  if (isUnauthorized(error)) response.headers['www-authenticate'] = 'Bearer realm="kubernetes-master"';
  return response;
}

function statusResponse({ code, status }: StatusError, { mediaType, pretty }: Representation): ApiResponse {
  switch (mediaType) {
    case 'application/vnd.kubernetes.protobuf':
      return protobuf(code, encodeProtobuf(status));
    case 'application/yaml':
      return yaml(code, Buffer.from(formatYaml(status)));
    default:
      return pretty ? indentedJson(code, status) : json(code, status);
  }
}

/** A store that cannot write now: 503, so that clients try again. */
function storeFailure(error: unknown): StatusError | undefined {
  if (!(error instanceof Error) || error.name !== 'StoreUnavailableError') return undefined;
  return new StatusError(failureStatus(503, 'ServiceUnavailable', { message: error.message }), { cause: error });
}
