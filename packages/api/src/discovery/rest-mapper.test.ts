import { describe, expect, it } from 'vitest';
import type { DiscoveredResource } from './discovered-resource.js';
import { compareVersions, formatApiVersion, parseApiVersion } from './group-version-kind.js';
import { restMapper } from './rest-mapper.js';

function resource(
  apiVersion: string,
  kind: string,
  plural: string,
  more: Partial<DiscoveredResource> = {},
): DiscoveredResource {
  return {
    ...parseApiVersion(apiVersion),
    kind,
    plural,
    singular: kind.toLowerCase(),
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
    ...more,
  };
}

const mapper = restMapper([
  resource('v1', 'Pod', 'pods', { shortNames: ['po'], categories: ['all'] }),
  resource('v1', 'Event', 'events', { shortNames: ['ev'] }),
  resource('apps/v1', 'Deployment', 'deployments', { shortNames: ['deploy'], categories: ['all'] }),
  resource('apps/v1beta1', 'Deployment', 'deployments', { categories: ['all'] }),
  resource('events.k8s.io/v1', 'Event', 'events', { shortNames: ['ev'] }),
]);

describe('restMapper', () => {
  it.each([
    ['pods', 'v1'],
    ['Pod', 'v1'],
    ['PO', 'v1'],
    ['pods.v1.', 'v1'],
    ['ev', 'v1'],
    ['events.events.k8s.io', 'events.k8s.io/v1'],
    ['events.events', 'events.k8s.io/v1'],
    ['ev.events.k8s.io', 'events.k8s.io/v1'],
    ['deploy', 'apps/v1'],
    ['deployments.v1beta1.apps', 'apps/v1beta1'],
    ['Deployment.v1beta1.apps', 'apps/v1beta1'],
    ['deployment.apps', 'apps/v1'],
  ])('%s is served by %s', (argument, apiVersion) =>
    expect(formatApiVersion(mapper.resourceFor(argument))).toBe(apiVersion),
  );

  it('names what it does not know', () => {
    expect(() => mapper.resourceFor('foo.example.com')).toThrow('the server doesn\'t have a resource type "foo"');
    expect(() => mapper.resourceForKind({ group: 'apps', version: 'v1', kind: 'Foo' })).toThrow(
      'no matches for kind "Foo" in version "apps/v1"',
    );
  });

  it('lists each member of a category once', () => {
    expect(mapper.category('all')?.map(({ plural }) => plural)).toEqual(['pods', 'deployments']);
    expect(mapper.category('none')).toBeUndefined();
  });
});

it('prefers stable versions', () => {
  const versions = ['v1beta1', 'foo', 'v1', 'v2alpha1', 'v10', 'v1beta2', 'v2'];
  expect(versions.sort(compareVersions)).toEqual(['v10', 'v2', 'v1', 'v1beta2', 'v1beta1', 'v2alpha1', 'foo']);
});
