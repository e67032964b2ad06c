import { badRequest, failureStatus, StatusError } from '@sampan/api';
import { damageWarnings } from '../objects/damage.js';
import { storagePrefix } from '../objects/encode-object.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondList } from '../representation/respond-list.js';
import { ExpiredRevisionError } from '../store/errors.js';
import type { ListResult, Store } from '../store/store.js';
import { listComputed } from './computed.js';
import { type Continuation, continueToken, parseContinueToken } from './continue-token.js';
import { type ListOptions, listOptionsOf, parseRevision, requireKnownRevision } from './list-options.js';

/** GET of a collection, whole or page by page. */
export async function list(request: ResourceRequest): Promise<ApiResponse> {
  const { resource, info, server } = request;
  const options = listOptionsOf(info.query, resource);
  if (resource.computed !== undefined) {
    const items = await listComputed(request, resource.computed);
    const selected = options.matches === undefined ? items : items.filter(options.matches);
    return respondList(request, { items: selected, continueToken: '', remaining: undefined });
  }
  const prefix = storagePrefix(resource, info.namespace);
  const page = pageOf(options, prefix, server.store);
  const result = await listPage(server.store, { prefix, page, options });
  request.warnings.push(...damageWarnings(resource, info.namespace, server));
  const last = result.items.at(-1);
  const token = result.more && last ? continueToken({ revision: result.revision, after: last.key }, prefix) : '';
  return respondList(request, {
    items: result.items,
    revision: result.revision,
    continueToken: token,
    remaining: token === '' || options.matches ? undefined : result.remaining,
  });
}

/** Which part of the list is asked for, and as of when: `revision` undefined is now. */
function pageOf(options: ListOptions, prefix: string, store: Store): { revision?: number; after?: string } {
  if (options.continueToken !== '') {
    const { revision, after }: Continuation = parseContinueToken(options.continueToken, prefix);
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    return revision === -1 ? { after } : { revision, after };
  }
  const revision = parseRevision(options.resourceVersion);
  requireKnownRevision(revision, store);
  const exact = options.resourceVersionMatch === 'Exact' || (options.resourceVersionMatch === '' && options.limit > 0);
  return exact && revision !== undefined && revision > 0 ? { revision } : {};
}

interface Page {
  prefix: string;
  page: { revision?: number; after?: string };
  options: ListOptions;
}

async function listPage(store: Store, { prefix, page, options }: Page): Promise<ListResult> {
  try {
    return await store.list({
      prefix,
      ...page,
      ...(options.limit > 0 ? { limit: options.limit } : {}),
      ...(options.matches === undefined ? {} : { matches: options.matches }),
    });
  } catch (error) {
    if (!(error instanceof ExpiredRevisionError)) throw error;
    throw page.after === undefined
      ? tooOld()
      : tooOldToContinue(continueToken({ revision: -1, after: page.after }, prefix));
  }
}

function tooOld(): StatusError {
  const message = 'The resourceVersion for the provided list is too old.';
  return new StatusError(failureStatus(410, 'Expired', { message }));
}

/** Brings a token with which the client can go on, if it can bear that the pages show different revisions. */
function tooOldToContinue(token: string): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
    'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
    'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
    'deleted between the time the first chunk was returned and now may show up in the list.';
  const status = failureStatus(410, 'Expired', { message });
  status.metadata = { continue: token };
  return new StatusError(status);
}
