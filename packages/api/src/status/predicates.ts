import { StatusError, type StatusReason } from './status-error.js';

/** The reason of a failed request; empty for every other error. Compare this, never the class or the message. */
export function reasonOf(error: unknown): StatusReason {
  return error instanceof StatusError ? error.reason : '';
}

export const isAlreadyExists = (error: unknown): boolean => reasonOf(error) === 'AlreadyExists';
export const isBadRequest = (error: unknown): boolean => reasonOf(error) === 'BadRequest';
export const isConflict = (error: unknown): boolean => reasonOf(error) === 'Conflict';
export const isExpired = (error: unknown): boolean => reasonOf(error) === 'Expired';
export const isForbidden = (error: unknown): boolean => reasonOf(error) === 'Forbidden';
export const isGone = (error: unknown): boolean => reasonOf(error) === 'Gone';
export const isInternalError = (error: unknown): boolean => reasonOf(error) === 'InternalError';
export const isInvalid = (error: unknown): boolean => reasonOf(error) === 'Invalid';
export const isMethodNotAllowed = (error: unknown): boolean => reasonOf(error) === 'MethodNotAllowed';
export const isNotAcceptable = (error: unknown): boolean => reasonOf(error) === 'NotAcceptable';
export const isNotFound = (error: unknown): boolean => reasonOf(error) === 'NotFound';
export const isRequestEntityTooLarge = (error: unknown): boolean => reasonOf(error) === 'RequestEntityTooLarge';
export const isServerTimeout = (error: unknown): boolean => reasonOf(error) === 'ServerTimeout';
export const isServiceUnavailable = (error: unknown): boolean => reasonOf(error) === 'ServiceUnavailable';
export const isTimeout = (error: unknown): boolean => reasonOf(error) === 'Timeout';
export const isTooManyRequests = (error: unknown): boolean => reasonOf(error) === 'TooManyRequests';
export const isUnauthorized = (error: unknown): boolean => reasonOf(error) === 'Unauthorized';
export const isUnsupportedMediaType = (error: unknown): boolean => reasonOf(error) === 'UnsupportedMediaType';
