import { describeResource, fieldErrorMessage, type ObjectMeta } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { defineResource } from '../kinds/define-resource.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { builtInResources } from '../resources/index.js';
import { validateMetadata } from './validate-metadata.js';

const find = (plural: string) => builtInResources.find((resource) => resource.plural === plural) as ResourceDefinition;
const widgets = defineResource(describeResource('example.com/v1', 'Widget', { plural: 'widgets', namespaced: true }), {
  schema: { schema: { type: 'object' }, registry: find('pods').registry },
}) as ResourceDefinition;

const problems = (metadata: ObjectMeta, resource = find('configmaps')) =>
  validateMetadata({ name: 'a', namespace: 'default', ...metadata }, resource).map(fieldErrorMessage);

const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' };
const x64 = 'x'.repeat(64);

describe('metadata', () => {
  it.each<[ObjectMeta, string[]]>([
    [{ labels: { [x64]: '' } }, [`metadata.labels: Invalid value: "${x64}": name part must be no more than 63 bytes`]],
    [{ labels: { a: x64 } }, [`metadata.labels: Invalid value: "${x64}": must be no more than 63 bytes`]],
    [{ ownerReferences: [owner] }, []],
    [
      { ownerReferences: [{ ...owner, name: '' }] },
      ['metadata.ownerReferences.name: Invalid value: "": must not be empty'],
    ],
    ...['', 'apps/', 'a/b/c'].map((apiVersion): [ObjectMeta, string[]] => [
      { ownerReferences: [{ ...owner, apiVersion }] },
      [`metadata.ownerReferences.apiVersion: Invalid value: "${apiVersion}": version must not be empty`],
    ]),
    [
      { ownerReferences: [{ ...owner, kind: 'Event' }] },
      [
        'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"n","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
      ],
    ],
    [
      { finalizers: ['orphan', 'foregroundDeletion'] },
      [
        'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
      ],
    ],
  ])('%j', (metadata, expected) => {
    expect(problems(metadata)).toEqual(expected);
  });

  it('may have only one controller', () => {
    const controller = { ...owner, controller: true };
    expect(problems({ ownerReferences: [controller, { ...controller, name: 'm' }] })[0]).toMatch(
      / Only one reference can have Controller set to true\. Found "true" in references for Node\/n and Node\/m$/,
    );
  });

  it('has finalizers with a domain, where the kind is one of the core', () => {
    const finalizers = ['kubernetes', 'mine'];
    const refused =
      'metadata.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified';
    expect(problems({ finalizers })).toEqual([refused]);
    expect(problems({ finalizers }, find('deployments'))).toEqual([refused]);
    expect(problems({ finalizers }, find('leases'))).toEqual([]);
    expect(problems({ finalizers }, widgets)).toEqual([]);
  });
});
