import { describe, expect, it } from 'vitest';
import { requestInfoOf } from './request-info.js';

describe('requestInfoOf', () => {
  it.each([
    ['GET', '/api/v1/namespaces/a/pods', { verb: 'list', version: 'v1', namespace: 'a', resource: 'pods' }],
    ['GET', '/api/v1/namespaces/a/pods?watch=true', { verb: 'watch', namespace: 'a', resource: 'pods' }],
    ['GET', '/api/v1/namespaces/a/pods?watch=0', { verb: 'list' }],
    ['GET', '/api/v1/namespaces/a/pods/p', { verb: 'get', name: 'p' }],
    ['HEAD', '/api/v1/namespaces/a/pods/p', { verb: 'get', name: 'p' }],
    ['GET', '/api/v1/pods', { verb: 'list', namespace: '', resource: 'pods' }],
    ['GET', '/api/v1/watch/namespaces/a/pods/p', { verb: 'watch', namespace: 'a', resource: 'pods', name: 'p' }],
    ['GET', '/api/v1/namespaces/a', { verb: 'get', namespace: 'a', resource: 'namespaces', name: 'a' }],
    ['PUT', '/api/v1/namespaces/a/finalize', { resource: 'namespaces', name: 'a', subresource: 'finalize' }],
    ['PATCH', '/api/v1/namespaces/a/status', { verb: 'patch', resource: 'namespaces', subresource: 'status' }],
    ['GET', '/api/v1/namespaces', { verb: 'list', namespace: '', resource: 'namespaces', name: '' }],
    [
      'POST',
      '/apis/apps/v1/namespaces/a/deployments',
      { verb: 'create', group: 'apps', version: 'v1', namespace: 'a' },
    ],
    ['PUT', '/apis/apps/v1/namespaces/a/deployments/d/scale', { verb: 'update', name: 'd', subresource: 'scale' }],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments', { verb: 'deletecollection' }],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments/d', { verb: 'delete', name: 'd' }],
    ['POST', '/api/v1/namespaces/a/services/s:80/proxy/x/y?z=1', { name: 's:80', subresource: 'proxy', rest: 'x/y' }],
    ['GET', '/api/v1/namespaces/a/configmaps/x%2Fy', { name: 'x/y' }],
    ['GET', '/api/v1/namespaces/a/pods/p%3A80/proxy/x%2Fy%3Fz/..', { name: 'p:80', rest: 'x%2Fy%3Fz/..' }],
    ['POST', '/api/v1/watch/namespaces/a/pods/p/exec', { verb: 'create', subresource: 'exec' }],
    ['GET', '/api/v1/watch/namespaces/a/pods/p/exec', { verb: 'get', subresource: 'exec' }],
    ['DELETE', '/api/v1/watch/namespaces/a/pods/p', { verb: 'delete', name: 'p' }],
  ])('%s %s', (method, url, expected) => {
    expect(requestInfoOf(method, url)).toMatchObject({ isResource: true, ...expected });
  });

  it.each([
    '/',
    '/api',
    '/api/v1',
    '/api/v1/',
    '/apis',
    '/apis/apps',
    '/apis/apps/v1',
    '/version',
    '/healthz',
    '/a/b/c/d/e',
  ])('%s is no resource', (path) => {
    expect(requestInfoOf('GET', path)).toMatchObject({ isResource: false, verb: 'get', path });
  });

  it('refuses what cannot be decoded', () => {
    expect(() => requestInfoOf('GET', '/api/v1/pods/%zz')).toThrow('invalid URL escape "%zz"');
  });
});
