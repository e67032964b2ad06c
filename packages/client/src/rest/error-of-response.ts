import { failureStatus, type Status, StatusError, type StatusReason } from '@sampan/api';

/** The error that an answer of 400 and above stands for: the server's own Status, or one made from the code. */
export function errorOfResponse(status: number, body: string, request: { method: string; path: string }): StatusError {
  const parsed = parseStatus(body);
  if (parsed !== undefined) return new StatusError({ ...parsed, code: parsed.code ?? status });
  return new StatusError(genericStatus(status, body.trim(), request));
}

/** The Status that `body` is, if it is one. */
export function parseStatus(body: string): Status | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status';
}

/** Words an answer that is no Status (a proxy's, an agent's) as client-go does. */
function genericStatus(code: number, body: string, { method, path }: { method: string; path: string }): Status {
  const [reason, message] = genericReason(code, body, method);
  const causes = body === '' ? undefined : [{ reason: 'UnexpectedServerResponse', message: body }];
  const resource = resourceOf(path);
  const subject = resource === '' ? '' : ` (${verbOf(method)} ${resource})`;
  return failureStatus(code, reason, { message: `${message}${subject}`, details: {}, ...(causes && { causes }) });
}

function genericReason(code: number, body: string, method: string): [StatusReason, string] {
  switch (code) {
    case 400:
      return ['BadRequest', 'the server rejected our request for an unknown reason'];
    case 401:
      return ['Unauthorized', 'the server has asked for the client to provide credentials'];
    case 403:
      return ['Forbidden', body === '' ? 'forbidden' : body];
    case 404:
      return ['NotFound', 'the server could not find the requested resource'];
    case 405:
      return ['MethodNotAllowed', 'the server does not allow this method on the requested resource'];
    case 406:
      return [
        'NotAcceptable',
        body === '' ? 'the server was unable to respond with a content type that the client supports' : body,
      ];
    case 409:
      return method === 'POST'
        ? ['AlreadyExists', 'the server reported a conflict']
        : ['Conflict', 'the server reported a conflict'];
    case 410:
      return ['Gone', 'the server reported that the requested resource is gone'];
    case 413:
      return [
        'RequestEntityTooLarge',
        'the server responded with the status code 413 but did not return more information',
      ];
    case 415:
      return ['UnsupportedMediaType', body === '' ? 'the body of the request was in an unknown format' : body];
    case 422:
      return ['Invalid', 'the server rejected our request due to an error in our request'];
    case 429:
      return ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'];
    case 503:
      return ['ServiceUnavailable', 'the server is currently unable to handle the request'];
    case 504:
      return [
        'Timeout',
        'the server was unable to return a response in the time allotted, but may still be processing the request',
      ];
    default:
      return code >= 500
        ? [
            'InternalError',
            `an error on the server (${JSON.stringify(body)}) has prevented the request from succeeding`,
          ]
        : ['', `the server responded with the status code ${code} but did not return more information`];
  }
}

/** `pods web`, `deployments.apps`: what a path names. */
function resourceOf(path: string): string {
  const [plain = ''] = path.split('?');
  const match = /^\/(?:api\/[^/]+|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?/.exec(
    plain,
  );
  if (match === null) return '';
  const [, group, resource = '', name] = match;
  return `${resource}${group === undefined ? '' : `.${group}`}${name === undefined ? '' : ` ${decodeURIComponent(name)}`}`;
}

function verbOf(method: string): string {
  return method === 'PUT' ? 'put' : method.toLowerCase();
}
