import { describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry } from '../generated/types.js';
import { ownersOf, upgradeManagedFields } from './upgrade-managed-fields.js';

function entry(manager: string, operation: string, fields: object, more: ManagedFieldsEntry = {}): ManagedFieldsEntry {
  return { manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: fields, ...more };
}

const upgrade = { from: ['kubectl-client-side-apply'], to: 'kubectl' };
const client = entry('kubectl-client-side-apply', 'Update', { 'f:data': { '.': {}, 'f:a': {} } });
const other = entry('other', 'Update', { 'f:data': { 'f:b': {} } });

describe('upgradeManagedFields', () => {
  it('makes the entry of client-side apply the one of server-side apply', () => {
    expect(upgradeManagedFields([client, other], upgrade)).toEqual([
      { ...client, manager: 'kubectl', operation: 'Apply' },
      other,
    ]);
  });

  it('adds the fields to those that the manager has applied', () => {
    const server = entry('kubectl', 'Apply', { 'f:data': { 'f:c': {} } });
    expect(upgradeManagedFields([server, client], upgrade)).toEqual([
      { ...server, fieldsV1: { 'f:data': { '.': {}, 'f:a': {}, 'f:c': {} } } },
    ]);
  });

  it('lets fields of another version of the API go, as upstream does', () => {
    const server = entry('kubectl', 'Apply', { 'f:data': { 'f:c': {} } });
    const older = { ...client, apiVersion: 'v1beta1' };
    expect(upgradeManagedFields([server, older], upgrade)).toEqual([server]);
  });

  it('leaves entries of subresources, of other managers, and an object that has been upgraded', () => {
    const status = entry('kubectl-client-side-apply', 'Update', { 'f:status': {} }, { subresource: 'status' });
    const entries = [status, other, entry('kubectl', 'Apply', { 'f:data': {} })];
    expect(upgradeManagedFields(entries, upgrade)).toBe(entries);
  });
});

describe('ownersOf', () => {
  it('names the managers of a field by one operation', () => {
    const path = ['f:data', 'f:a'];
    expect(ownersOf([client, other], { operation: 'Update', path })).toEqual(['kubectl-client-side-apply']);
    expect(ownersOf([client, other], { operation: 'Apply', path })).toEqual([]);
    expect(
      ownersOf([entry('x', 'Update', { 'f:data': { 'f:a': { 'f:deeper': {} } } })], { operation: 'Update', path }),
    ).toEqual([]);
  });
});
