import type { GroupResource, StatusCause } from '../generated/types.js';
import { quote } from '../text/quote.js';
import { aggregateMessage, type FieldError, fieldErrorBody, fieldErrorMessage } from '../validation/field-error.js';
import { failureStatus, StatusError } from './status-error.js';

export interface GroupKind {
  group: string;
  kind: string;
}

/** `deployments.apps`, `pods`. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** `Deployment.apps`, `Pod`. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/*
 * One constructor a failure, worded as k8s.io/apimachinery/pkg/api/errors words it. The HTTP code is in the comment of
 * those whose name does not say it.
 */

/** 400. */
export function badRequest(message: string): StatusError {
  return new StatusError(failureStatus(400, 'BadRequest', { message }));
}

/** 401. */
export function unauthorized(message = 'Unauthorized'): StatusError {
  return new StatusError(failureStatus(401, 'Unauthorized', { message }));
}

/** 403; without a resource the message is `forbidden: …`, without a name it speaks of the resource alone. */
export function forbidden({ group, resource }: GroupResource, name: string, message: string): StatusError {
  const subject = resource === '' ? 'forbidden' : `${subjectOf({ group, resource }, name)} is forbidden`;
  return new StatusError(
    failureStatus(403, 'Forbidden', { message: `${subject}: ${message}`, details: { group, kind: resource, name } }),
  );
}

export function notFound({ group, resource }: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource({ group, resource })} ${quote(name)} not found`;
  return new StatusError(failureStatus(404, 'NotFound', { message, details: { group, kind: resource, name } }));
}

/** 404 for a path that the server does not serve. */
export function pathNotFound(): StatusError {
  return new StatusError(
    failureStatus(404, 'NotFound', { message: 'the server could not find the requested resource', details: {} }),
  );
}

/** 405. */
export function methodNotAllowed({ group, resource }: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${quote(formatGroupResource({ group, resource }))}`;
  return new StatusError(failureStatus(405, 'MethodNotAllowed', { message, details: { group, kind: resource } }));
}

/** 406: none of the media types that the client takes is one of the path's. */
export function notAcceptable(available: readonly string[]): StatusError {
  const message = `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`;
  return new StatusError(failureStatus(406, 'NotAcceptable', { message, details: {} }));
}

/** 406: a media type that the path has, but not in the shape that the client asks for (`as=Table;v=v9`). */
export function shapeNotAcceptable(accepted: readonly string[]): StatusError {
  return new StatusError(
    failureStatus(406, 'NotAcceptable', {
      message: `only the following media types are accepted: ${accepted.join(', ')}`,
    }),
  );
}

/** 409. */
export function alreadyExists({ group, resource }: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource({ group, resource })} ${quote(name)} already exists`;
  return new StatusError(failureStatus(409, 'AlreadyExists', { message, details: { group, kind: resource, name } }));
}

/** 409 after every generated name was taken; the client may simply ask again. */
export function generateNameConflict({ group, resource }: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource({ group, resource })} ${quote(name)} already exists, the server was not able to generate a unique name for the object`;
  const details = { group, kind: resource, name, retryAfterSeconds: 1 };
  return new StatusError(failureStatus(409, 'AlreadyExists', { message, details }));
}

/** The message of a {@link conflict} between two writers. */
export const optimisticLockMessage =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 409. */
export function conflict(
  { group, resource }: GroupResource,
  name: string,
  message = optimisticLockMessage,
): StatusError {
  const subject = `Operation cannot be fulfilled on ${formatGroupResource({ group, resource })} ${quote(name)}`;
  return new StatusError(
    failureStatus(409, 'Conflict', { message: `${subject}: ${message}`, details: { group, kind: resource, name } }),
  );
}

/** 409 of a server-side apply whose fields belong to other managers. */
export function applyConflict(causes: StatusCause[], message: string): StatusError {
  return new StatusError(failureStatus(409, 'Conflict', { message, causes }));
}

/** 410: the resource is gone for good. */
export function gone(message: string): StatusError {
  return new StatusError(failureStatus(410, 'Gone', { message }));
}

/** 410: the resource version is older than what the server remembers. */
export function expired(message: string): StatusError {
  return new StatusError(failureStatus(410, 'Expired', { message }));
}

/** 413. */
export function requestEntityTooLarge(message: string): StatusError {
  return new StatusError(
    failureStatus(413, 'RequestEntityTooLarge', { message: `Request entity too large: ${message}` }),
  );
}

/** 415 of a patch: the path takes patches, but not of this type. */
export function unsupportedPatchType(): StatusError {
  const message = '415: Unsupported Media Type';
  return new StatusError(failureStatus(415, 'UnsupportedMediaType', { message, details: {} }));
}

/** 415. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError(
    failureStatus(415, 'UnsupportedMediaType', {
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    }),
  );
}

/** A list of a hundred thousand bad elements would be answered by a hundred megabytes. */
const maxErrors = 1000;
/** And a thousand errors about one large value by as much: so many characters of messages are enough. */
const maxErrorText = 1024 * 1024;

/** 422 with one cause a field. */
export function invalid({ group, kind }: GroupKind, name: string, all: readonly FieldError[]): StatusError {
  const errors = firstErrors(all);
  const causes = errors.map((error): StatusCause => {
    const cause: StatusCause = { reason: causeOf(error), message: fieldErrorBody(error) };
    if (error.field !== '') cause.field = error.field;
    return cause;
  });
  const subject = `${formatGroupKind({ group, kind })} ${quote(name)} is invalid`;
  const message = errors.length === 0 ? subject : `${subject}: ${aggregateMessage(errors.map(fieldErrorMessage))}`;
  return new StatusError(failureStatus(422, 'Invalid', { message, details: { group, kind, name }, causes }));
}

/** As many as an answer may show, and one at least. */
function firstErrors(all: readonly FieldError[]): readonly FieldError[] {
  let left = maxErrorText;
  const end = all.slice(0, maxErrors).findIndex((error) => {
    left -= fieldErrorMessage(error).length;
    return left < 0;
  });
  return all.slice(0, end === -1 ? maxErrors : Math.max(end, 1));
}

/** 429; `retryAfterSeconds` also belongs into the Retry-After header. */
export function tooManyRequests(message: string, retryAfterSeconds = 1): StatusError {
  return new StatusError(failureStatus(429, 'TooManyRequests', { message, details: { retryAfterSeconds } }));
}

/** 500: the object is there, but what is stored of it cannot be read. */
export function storeReadError(message: string): StatusError {
  return new StatusError(failureStatus(500, 'StorageReadError', { message }));
}

/** 500. */
export function internalError(error: unknown): StatusError {
  const text = error instanceof Error ? error.message : String(error);
  const status = failureStatus(500, 'InternalError', {
    message: `Internal error occurred: ${text}`,
    causes: [{ message: text }],
  });
  return new StatusError(status, { cause: error });
}

/** 500 without a reason: kube-apiserver's answer to failures, often the client's, that have no kind of their own. */
export function unclassifiedError(message: string): StatusError {
  return new StatusError(failureStatus(500, '', { message }));
}

/** 500: the operation could not be completed now, and is safe to try again. */
export function serverTimeout(
  { group, resource }: GroupResource,
  operation: string,
  retryAfterSeconds = 0,
): StatusError {
  const message = `The ${operation} operation against ${formatGroupResource({ group, resource })} could not be completed at this time, please try again.`;
  const details = { group, kind: resource, name: operation, retryAfterSeconds };
  return new StatusError(failureStatus(500, 'ServerTimeout', { message, details }));
}

/** 503. */
export function serviceUnavailable(message: string): StatusError {
  return new StatusError(failureStatus(503, 'ServiceUnavailable', { message }));
}

/** 504. */
export function timeout(message: string, retryAfterSeconds = 0): StatusError {
  return new StatusError(
    failureStatus(504, 'Timeout', { message: `Timeout: ${message}`, details: { retryAfterSeconds } }),
  );
}

/** 422 for a patch that does not apply to its object: a generic answer, as kube-apiserver gives it. */
export function patchNotApplicable(error: Error): StatusError {
  const message = 'the server rejected our request due to an error in our request';
  return new StatusError(failureStatus(422, 'Invalid', { message, details: {} }), { cause: error });
}

function subjectOf(resource: GroupResource, name: string): string {
  const text = formatGroupResource(resource);
  return name === '' ? text : `${text} ${quote(name)}`;
}

function causeOf({ type }: FieldError): string {
  return type === 'Internal' ? 'InternalError' : `FieldValue${type}`;
}
