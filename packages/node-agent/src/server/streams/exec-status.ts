import { failureStatus, type Status } from '@sampan/api';

/** A Status as streams carry it: without its kind. */
export type StreamStatus = Omit<Status, 'kind' | 'apiVersion'>;

export const success: StreamStatus = { metadata: {}, status: 'Success' };

/** How a command ended, as the error channel says it: `kubectl exec` exits with the code in the cause. */
export function exitStatus(exitCode: number): StreamStatus {
  if (exitCode === 0) return success;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

/** Why a command could not be run at all. */
export function failedStatus(message: string): StreamStatus {
  const {
    kind: _kind,
    apiVersion: _version,
    ...status
  } = failureStatus(500, 'InternalError', {
    message: `Internal error occurred: ${message}`,
    causes: [{ message }],
  });
  return status;
}
