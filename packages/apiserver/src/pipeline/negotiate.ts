import { notAcceptable, parsesAsTrue, shapeNotAcceptable } from '@sampan/api';
import { headerOf, type RequestHeaders } from './api-request.js';

/** The form in which a client wants an answer. */
export interface Representation {
  readonly mediaType: 'application/json' | 'application/yaml';
  /** `Table`: as `kubectl get` prints it; `PartialObjectMetadata`: metadata alone; `Object`: as it is. */
  readonly as: 'Object' | 'Table' | 'PartialObjectMetadata';
  /** Indented, for people (`?pretty=true`). */
  readonly pretty: boolean;
}

const plain: Representation = { mediaType: 'application/json', as: 'Object', pretty: false };
const remembered = new Map<string, Representation>();
const rememberedLimit = 256;

/** Programs whose users read what comes back: their answers are indented unless they ask otherwise. */
const readByPeople = /^(curl|Wget|Mozilla\/5\.0)/;

/**
 * What a client asks for by its `Accept` header, by `?pretty=true`, and by who it is: the first clause that the server
 * can give. `streams`: the path has watches as well, and says so where it throws 406, because there is no such clause.
 */
export function negotiate(headers: RequestHeaders, query: URLSearchParams, streams = false): Representation {
  const representation = representationOf(headerOf(headers, 'accept'), streams);
  const wish = query.size > 0 ? query.get('pretty') : '';
  const pretty = wish ? parsesAsTrue(wish) : isReadByPeople(headers);
  return pretty && !representation.pretty ? { ...representation, pretty } : representation;
}

export function isReadByPeople(headers: RequestHeaders): boolean {
  return readByPeople.test(headerOf(headers, 'user-agent'));
}

function representationOf(accept: string, streams: boolean): Representation {
  if (accept === '' || accept === 'application/json') return plain;
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  const representation = firstServable(accept);
  if (representation === undefined) throw refusal(accept, streams);
  if (remembered.size < rememberedLimit) remembered.set(accept, representation);
  return representation;
}

/** What the paths of upstream's server produce. Ours answer in JSON where a client takes protobuf too. */
const objectTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

/** The media type is looked at before the shape that its parameters ask for. */
function refusal(accept: string, streams: boolean) {
  const hasType = accept.split(',').some((clause) => mediaTypeOf(parseClause(clause).type) !== undefined);
  if (hasType) return shapeNotAcceptable(objectTypes);
  return notAcceptable(streams ? [...objectTypes, ...streamTypes] : objectTypes);
}

function firstServable(accept: string): Representation | undefined {
  const clauses = accept.split(',').map(parseClause);
  clauses.sort((a, b) => b.quality - a.quality);
  for (const { type, parameters } of clauses) {
    const mediaType = mediaTypeOf(type);
    const as = mediaType && shapeOf(parameters);
    if (mediaType && as) return { mediaType, as, pretty: parameters.get('pretty') === '1' };
  }
  return undefined;
}

function parseClause(clause: string): { type: string; parameters: Map<string, string>; quality: number } {
  const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((parameter): [string, string] => {
      const equals = parameter.indexOf('=');
      return equals === -1 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
    }),
  );
  const quality = Number(parameters.get('q') ?? '1');
  return { type: type.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 0 };
}

function mediaTypeOf(type: string): Representation['mediaType'] | undefined {
  if (type === 'application/json' || type === '*/*') return 'application/json';
  return type === 'application/yaml' ? 'application/yaml' : undefined;
}

/** `as=Table;v=v1;g=meta.k8s.io`; undefined for shapes and versions that are not served. */
function shapeOf(parameters: Map<string, string>): Representation['as'] | undefined {
  const as = parameters.get('as');
  if (as === undefined || as === '') return 'Object';
  if (parameters.get('g') !== 'meta.k8s.io' || !['v1', 'v1beta1'].includes(parameters.get('v') ?? '')) return undefined;
  if (as === 'Table') return 'Table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? 'PartialObjectMetadata' : undefined;
}
