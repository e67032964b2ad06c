import { badRequest, type StatusError } from '@sampan/api';

/** Answers requests for an upgrade where there is nobody to take over the connection. */
export function notUpgradable(): StatusError {
  return badRequest('Upgrade request required for this path only');
}
