import { notAcceptable, parsesAsTrue, shapeNotAcceptable } from '@sampan/api';
import { type AcceptClause, parseAccept, rangesOf } from './accept-header.js';
import { headerOf, type RequestHeaders } from './api-request.js';

export type MediaType = 'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf';

/** The form in which a client wants an answer. */
export interface Representation {
  readonly mediaType: MediaType;
  /** `Table`: as `kubectl get` prints it; `PartialObjectMetadata`: metadata alone; `Object`: as it is. */
  readonly as: 'Object' | 'Table' | 'PartialObjectMetadata';
  /** Indented, for people (`?pretty=true`). */
  readonly pretty: boolean;
}

/** What answers a request, by what it can give. */
export interface Endpoint {
  /** Throws 406 with the words of a path that has watches as well. */
  readonly streams?: boolean;
  /** Objects of custom kinds have no protobuf: their metadata alone does. */
  readonly isCustom?: boolean;
  /** A log is text, which is no form of its own. */
  readonly isLog?: boolean;
  /** Documents that are not objects have one shape alone. */
  readonly isDocument?: boolean;
}

/** As it is stored: also what is asked of others, who have forms of their own. */
export const plain: Representation = { mediaType: 'application/json', as: 'Object', pretty: false };
const rememberedLimit = 256;
const rememberedFor: Record<string, Map<string, Representation>> = {};

/** Programs whose users read what comes back: their answers are indented unless they ask otherwise. */
const readByPeople = /^(curl|Wget|Mozilla\/5\.0)/;

/**
 * What a client asks for by its `Accept` header, by `?pretty=true`, and by who it is: the first clause that the server
 * can give. Throws 406 where there is none.
 */
export function negotiate(headers: RequestHeaders, query: URLSearchParams, endpoint: Endpoint = {}): Representation {
  const representation = representationOf(headerOf(headers, 'accept'), endpoint);
  const wish = query.size > 0 ? query.get('pretty') : '';
  const pretty = wish ? parsesAsTrue(wish) : isReadByPeople(headers);
  return pretty && !representation.pretty ? { ...representation, pretty } : representation;
}

/** The form of a failure: one that the client takes, whatever the endpoint can give, and else JSON. */
export function negotiateFailure(headers: RequestHeaders): Representation {
  const found = firstServable(headerOf(headers, 'accept'), { isDocument: true }) ?? plain;
  return { ...found, pretty: found.pretty || isReadByPeople(headers) };
}

function isReadByPeople(headers: RequestHeaders): boolean {
  return readByPeople.test(headerOf(headers, 'user-agent'));
}

function representationOf(accept: string, endpoint: Endpoint): Representation {
  if (accept === '' || accept === 'application/json') return plain;
  const kind = endpoint.isCustom ? 'custom' : endpoint.isDocument ? 'document' : 'object';
  rememberedFor[kind] ??= new Map();
  const remembered = rememberedFor[kind];
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  requireProducible(accept, endpoint);
  const representation = firstServable(accept, endpoint);
  if (representation === undefined) throw shapeNotAcceptable(mediaTypes);
  if (remembered.size < rememberedLimit) remembered.set(accept, representation);
  return representation;
}

/** What the paths of the server produce, in the order in which a wildcard finds them. */
const mediaTypes: readonly MediaType[] = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
];
export const streamTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

/**
 * The routes of built-in kinds look at the media types before anything else, and know no wildcard but that of everything.
 * Custom kinds have no routes.
 */
function requireProducible(accept: string, { streams, isCustom, isLog }: Endpoint): void {
  const isProduced = (range: string) => range === '*/*' || isMediaType(range) || (isLog && range === 'text/plain');
  if (isCustom || rangesOf(accept).some(isProduced)) return;
  throw notAcceptable(streams ? [...mediaTypes, ...streamTypes] : mediaTypes);
}

function isMediaType(range: string): boolean {
  return mediaTypes.some((mediaType) => mediaType === range);
}

function firstServable(accept: string, endpoint: Endpoint): Representation | undefined {
  for (const clause of accept === '' ? [] : parseAccept(accept)) {
    for (const mediaType of mediaTypes) {
      const as = covers(clause, mediaType) ? shapeOf(clause.parameters, mediaType, endpoint) : undefined;
      if (as !== undefined) return { mediaType, as, pretty: clause.parameters.get('pretty') === '1' };
    }
  }
  return undefined;
}

function covers({ type, subtype }: AcceptClause, mediaType: MediaType): boolean {
  const [ownType, ownSubtype] = mediaType.split('/');
  return (type === '*' && subtype === '*') || (type === ownType && (subtype === '*' || subtype === ownSubtype));
}

/** `as=Table;v=v1;g=meta.k8s.io`; undefined for shapes, versions and streams that are not served. */
function shapeOf(
  parameters: AcceptClause['parameters'],
  mediaType: MediaType,
  { isCustom, isDocument }: Endpoint,
): Representation['as'] | undefined {
  if (!takesStream(parameters.get('stream'), mediaType) || !['', 'v1'].includes(parameters.get('sv') ?? '')) {
    return undefined;
  }
  const isProtobuf = mediaType === 'application/vnd.kubernetes.protobuf';
  if (!['as', 'g', 'v'].some((name) => parameters.has(name))) return isProtobuf && isCustom ? undefined : 'Object';
  if (isDocument || parameters.get('g') !== 'meta.k8s.io') return undefined;
  if (!['v1', 'v1beta1'].includes(parameters.get('v') ?? '')) return undefined;
  const as = parameters.get('as');
  if (as === 'Table') return isProtobuf ? undefined : as;
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'PartialObjectMetadata' : undefined;
}

/** YAML has no stream. */
function takesStream(stream = '', mediaType: MediaType): boolean {
  return stream === '' || (stream === 'watch' && mediaType !== 'application/yaml');
}
