import type { Status, StatusCause, StatusDetails } from '../generated/types.js';

/** The machine-readable reasons that Kubernetes gives (`metav1.StatusReason`). */
export type StatusReason =
  | ''
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'StorageReadError'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

/** A failure as the API server answers it: the {@link Status} is the body, its code the HTTP status. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? '', options);
    this.name = 'StatusError';
    this.status = status;
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): StatusReason {
    return (this.status.reason ?? '') as StatusReason;
  }
}

/** A failure's Status, its fields in Kubernetes' order; those that are empty are left out, as `omitempty` does. */
export function failureStatus(
  code: number,
  reason: StatusReason,
  { message, details, causes }: { message: string; details?: StatusDetails; causes?: StatusCause[] },
): Status {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message };
  if (reason !== '') status.reason = reason;
  if (details !== undefined || causes !== undefined) {
    status.details = {};
    if (details?.name) status.details.name = details.name;
    if (details?.group) status.details.group = details.group;
    if (details?.kind) status.details.kind = details.kind;
    if (details?.uid) status.details.uid = details.uid;
    if (causes !== undefined && causes.length > 0) status.details.causes = causes;
    if (details?.retryAfterSeconds) status.details.retryAfterSeconds = details.retryAfterSeconds;
  }
  status.code = code;
  return status;
}
