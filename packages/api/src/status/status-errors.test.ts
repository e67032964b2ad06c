import { describe, expect, it } from 'vitest';
import { field } from '../validation/field-error.js';
import { isConflict, isNotFound } from './predicates.js';
import * as errors from './status-errors.js';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };

describe('status errors', () => {
  it.each([
    [errors.notFound(deployments, 'web'), 404, 'NotFound', 'deployments.apps "web" not found'],
    [errors.alreadyExists(pods, 'a'), 409, 'AlreadyExists', 'pods "a" already exists'],
    [
      errors.conflict(deployments, 'web'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [errors.forbidden(pods, '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'],
    [errors.forbidden(pods, 'a', 'no'), 403, 'Forbidden', 'pods "a" is forbidden: no'],
    [errors.forbidden({ group: '', resource: '' }, '', 'no'), 403, 'Forbidden', 'forbidden: no'],
    [errors.internalError(new Error('x')), 500, 'InternalError', 'Internal error occurred: x'],
    [errors.timeout('slow'), 504, 'Timeout', 'Timeout: slow'],
    [errors.requestEntityTooLarge('limit is 3'), 413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3'],
    [
      errors.methodNotAllowed(pods, 'patch'),
      405,
      'MethodNotAllowed',
      'patch is not supported on resources of kind "pods"',
    ],
  ])('%s', (error, code, reason, message) => {
    expect([error.code, error.reason, error.message]).toEqual([code, reason, message]);
    expect(error.status).toMatchObject({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' });
  });

  it('lists the causes of an invalid object', () => {
    const error = errors.invalid({ group: 'apps', kind: 'Deployment' }, 'web', [
      field.invalid('spec.replicas', -1, 'must be greater than or equal to 0'),
      field.required('spec.selector'),
    ]);
    expect(error.message).toBe(
      'Deployment.apps "web" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.selector: Required value]',
    );
    expect(error.status.details).toEqual({
      name: 'web',
      group: 'apps',
      kind: 'Deployment',
      causes: [
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: -1: must be greater than or equal to 0',
          field: 'spec.replicas',
        },
        { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
      ],
    });
  });

  it('have their fields in the order that Kubernetes writes them in', () => {
    expect(JSON.stringify(errors.notFound(pods, 'a').status)).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods \\"a\\" not found","reason":"NotFound","details":{"name":"a","kind":"pods"},"code":404}',
    );
  });

  it('are told apart by their reasons', () => {
    expect(isNotFound(errors.notFound(pods, 'a'))).toBe(true);
    expect(isConflict(errors.notFound(pods, 'a'))).toBe(false);
    expect(isNotFound(new Error('not found'))).toBe(false);
  });
});
