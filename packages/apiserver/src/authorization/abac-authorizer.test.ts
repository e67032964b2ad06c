import { describe, expect, it } from 'vitest';
import { abacAuthorizer } from './abac-authorizer.js';
import type { Attributes } from './authorizer.js';

const policies = [
  { user: 'alice', namespace: '*', resource: '*', apiGroup: '*' },
  { group: 'readers', namespace: 'a', resource: 'pods', readonly: true },
  { user: '*', nonResourcePath: '/version*', readonly: true },
];
const authorizer = abacAuthorizer(
  `# who may what\n${policies.map((spec) => JSON.stringify({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec })).join('\n')}\n`,
);

function ask(name: string, groups: string[], wanted: Partial<Attributes>) {
  const nothing = { group: '', version: 'v1', resource: '', subresource: '', namespace: '', name: '', path: '' };
  const user = { name, groups: [...groups, 'system:authenticated'] };
  return authorizer.authorize({ ...nothing, user, verb: 'get', resourceRequest: wanted.path === undefined, ...wanted });
}

describe('abacAuthorizer', () => {
  it.each<[string, string[], Partial<Attributes>, boolean]>([
    ['alice', [], { verb: 'delete', resource: 'deployments', group: 'apps', namespace: 'x' }, true],
    ['bob', [], { resource: 'pods', namespace: 'a' }, false],
    ['bob', ['readers'], { resource: 'pods', namespace: 'a' }, true],
    ['bob', ['readers'], { verb: 'delete', resource: 'pods', namespace: 'a' }, false],
    ['bob', ['readers'], { resource: 'pods', namespace: 'b' }, false],
    ['bob', [], { path: '/version' }, true],
    ['bob', [], { path: '/metrics' }, false],
  ])('%s of %j, %j: %s', (name, groups, wanted, allowed) => {
    expect(ask(name, groups, wanted)).toEqual({ allowed, reason: allowed ? '' : 'No policy matched.' });
  });

  it('refuses lines that are no policies', () => {
    expect(() => abacAuthorizer('{"kind":"Other"}')).toThrow('error reading policy file, line 1');
  });
});
