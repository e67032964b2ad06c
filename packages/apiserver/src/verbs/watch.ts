import { shapeNotAcceptable, unclassifiedError } from '@sampan/api';
import { storagePrefix } from '../objects/encode-object.js';
import { convertAhead } from '../objects/parse-stored.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import { type MediaType, streamTypes } from '../pipeline/negotiate.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { includeObjectOf } from '../representation/table.js';
import type { StoredObject } from '../store/store.js';
import type { FrameFormat } from '../watch/frame.js';
import { startWatchStream } from '../watch/watch-stream.js';
import { listOptionsOf, parseRevision } from './list-options.js';

/**
 * GET of a collection with `watch=true`: events after a revision, or, where none is given, the objects as they are and
 * then events. A revision that is still to come is waited for.
 */
export async function watch(request: ResourceRequest): Promise<ApiResponse> {
  const { resource, info, server, representation } = request;
  const { store, clock } = server;
  const options = listOptionsOf(info.query, resource, true);
  const contentType = streamTypeOf(representation.mediaType);
  const known = parseRevision(options.resourceVersion, (problem) => {
    throw unclassifiedError(problem);
  });
  const prefix = storagePrefix(resource, info.namespace);
  const matches = info.name === '' ? options.matches : both(options.matches, namedBy(info.name));
  const wanted = options.sendInitialEvents ?? (known === undefined || known === 0);
  const listed = wanted ? await store.list({ prefix, ...(matches === undefined ? {} : { matches }) }) : undefined;
  const converting = convertAhead(resource, listed?.items ?? []);
  if (converting !== undefined) await converting;
  const format: FrameFormat = {
    resource,
    as: representation.as,
    includeObject: representation.as === 'Table' ? includeObjectOf(request) : 'None',
    columns: false,
    isProtobuf: representation.mediaType === 'application/vnd.kubernetes.protobuf',
    now: () => clock.now(),
  };
  return {
    status: 200,
    headers: { 'content-type': contentType, 'cache-control': 'no-cache, private' },
    body: {
      type: 'stream',
      start: (sink) =>
        startWatchStream(sink, {
          server,
          prefix,
          format,
          matches,
          initial: listed?.items,
          revision: listed?.revision ?? (known === undefined || known === 0 ? store.revision : known),
          bookmarks: options.allowWatchBookmarks,
          markInitialEnd: options.sendInitialEvents === true && options.allowWatchBookmarks,
          timeoutSeconds:
            options.timeoutSeconds || server.minRequestTimeout + server.random.below(server.minRequestTimeout),
        }),
    },
  };
}

/** Throws 406 for what has no stream. */
function streamTypeOf(mediaType: MediaType): string {
  switch (mediaType) {
    case 'application/json':
      return mediaType;
    case 'application/yaml':
      throw shapeNotAcceptable(streamTypes);
    default:
      return `${mediaType};stream=watch`;
  }
}

type Matches = (object: StoredObject) => boolean;

/** The deprecated `/watch/…/NAME` paths watch one object. */
function namedBy(name: string): Matches {
  return ({ index }) => index.fields['metadata.name'] === name;
}

function both(first: Matches | undefined, second: Matches): Matches {
  return first === undefined ? second : (object) => first(object) && second(object);
}
