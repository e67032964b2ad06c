import { badRequest, isJsonObject, type JsonObject, type Status, StatusError } from '@sampan/api';

/** A webhook's refusal: what it says, and never a success. */
export function denial(name: string, said: JsonObject): StatusError {
  const { code, message, reason, status, details } = said;
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const [why, because] = [textOf(message), textOf(reason)];
  return new StatusError({
    ...{ kind: 'Status', apiVersion: 'v1', metadata: {} },
    status: textOf(status) === '' || status === 'Success' ? 'Failure' : textOf(status),
    message: why || because ? `${by}: ${why || because}` : `${by} without explanation`,
    ...(because !== '' && { reason: because }),
    ...(isJsonObject(details) && { details: detailsOf(details) }),
    code: codeOf(code),
  } as Status);
}

/** Not a denial, but that the webhook cannot be asked in vain. */
export function dryRunUnsupported(name: string): StatusError {
  return badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
}

/** What becomes a header has to be a number. */
function detailsOf({ retryAfterSeconds, ...details }: JsonObject): JsonObject {
  return Number.isInteger(retryAfterSeconds) ? { ...details, retryAfterSeconds: retryAfterSeconds as number } : details;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is no status of a failure is that of a bad request. */
function codeOf(code: unknown): number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 599 ? code : 400;
}
