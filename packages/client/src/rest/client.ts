import {
  isJsonObject,
  jsonSyntaxError,
  type KubernetesObject,
  type PartialObjectMetadata,
  type ResourceType,
} from '@sampan/api';
import { createResourceClient } from './create-resource-client.js';
import { errorOfResponse } from './error-of-response.js';
import type { ResourceClient } from './resource-client.js';
import type { HttpRequest, HttpResponse, Transport } from './transport.js';
import { parseWarnings } from './warnings.js';

export interface ClientOptions {
  userAgent?: string;
  /** Gets the text of each `Warning` header, as `kubectl` prints them. */
  onWarning?(text: string): void;
}

/** A request whose body is any JSON value. */
export type JsonRequest = Omit<HttpRequest, 'body'> & { body?: unknown };

/** A client of one API server. */
export interface Client {
  readonly transport: Transport;
  resource<T extends KubernetesObject>(type: ResourceType<T>): ResourceClient<T>;
  /** The same objects, of which the server sends only the metadata. */
  metadata(type: ResourceType): ResourceClient<PartialObjectMetadata>;
  /** A request whose answer is JSON; throws a StatusError for a status of 400 and above. */
  json<T>(request: JsonRequest): Promise<T>;
  /** A request whose answer is a stream of bytes; throws a StatusError for a status of 400 and above. */
  raw(request: HttpRequest): Promise<HttpResponse>;
}

/** An answer that no Kubernetes server gives: something else listens there, or the answer was cut off. */
export class UnexpectedAnswerError extends Error {
  override name = 'UnexpectedAnswerError';
}

/** A JSON object; or an error, in the words of Go's decoder. */
export function parseAnswer(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnexpectedAnswerError(`couldn't understand the server's answer: ${jsonSyntaxError(text)}`);
  }
  if (isJsonObject(value)) return value;
  throw new UnexpectedAnswerError("couldn't understand the server's answer: it is no JSON object");
}

/** A client that sends everything through `transport`. */
export function createClient(transport: Transport, { userAgent, onWarning }: ClientOptions = {}): Client {
  const common: Record<string, string> = { accept: 'application/json' };
  if (userAgent !== undefined) common['user-agent'] = userAgent;

  async function raw(request: HttpRequest): Promise<HttpResponse> {
    const response = await transport.request({ ...request, headers: { ...common, ...request.headers } });
    const warning = response.headers.warning;
    if (warning !== undefined && onWarning !== undefined) for (const text of parseWarnings(warning)) onWarning(text);
    if (response.status >= 400) throw errorOfResponse(response.status, await response.text(), request);
    return response;
  }

  async function json<T>({ body, headers, ...request }: JsonRequest): Promise<T> {
    const response = await raw(
      body === undefined
        ? { ...request, ...(headers && { headers }) }
        : { ...request, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
    );
    return parseAnswer(await response.text()) as T;
  }

  const client: Client = {
    transport,
    raw,
    json,
    resource: (type) => createResourceClient(client, type, 'whole'),
    metadata: (type) => createResourceClient(client, type as ResourceType<PartialObjectMetadata>, 'metadata'),
  };
  return client;
}
