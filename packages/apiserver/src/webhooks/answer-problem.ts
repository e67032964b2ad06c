import { isJsonObject } from '@sampan/api';

/** What client-go makes of statuses that say everything. */
const byStatus: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  415: 'the body of the request was in an unknown format - accepted media types include: ',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** Why an answer is none, in the words of client-go: what the webhook says itself, or what its status means. */
export function answerProblem(status: number, text: string): string {
  const said = statusMessage(text);
  if (said !== undefined) return said;
  const shown = text.slice(0, 2048).trim();
  if (status === 403) return shown === '' ? 'unknown' : shown;
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status < 500) return `the server responded with the status code ${status} but did not return more information`;
  return `an error on the server (${JSON.stringify(shown || 'unknown')}) has prevented the request from succeeding`;
}

/** Of a body that is a Status. */
function statusMessage(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (!isJsonObject(body) || body.kind !== 'Status' || body.apiVersion !== 'v1') return undefined;
    return typeof body.message === 'string' ? body.message : undefined;
  } catch {
    return undefined;
  }
}
