import {
  type ClusterRoleBinding,
  deepEqual,
  type FieldError,
  field,
  isDns1123Subdomain,
  type RbacV1Subject,
  type RoleBinding,
  type RoleRef,
} from '@sampan/api';
import type { FieldChecks } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import type { TableColumn } from '../../kinds/table-column.js';
import { invalidFor } from '../../kinds/validation/messages.js';
import { rbacGroup } from './rules.js';

/** What RoleBindings and ClusterRoleBindings have in common. */
type Binding = RoleBinding | ClusterRoleBinding;

/** @param kinds - The kinds of roles that may be bound. */
export function bindingChecks(kinds: readonly string[]): FieldChecks {
  const isNamespaced = kinds.includes('Role');
  return {
    'roleRef.kind': (kind: string, { path }) => (kinds.includes(kind) ? [] : [field.notSupported(path, kind, kinds)]),
    'subjects[]': (subject: RbacV1Subject, { path }) => validateSubject(path, subject, isNamespaced),
  };
}

/** Who holds a role can change; which role it is cannot. */
export function validateBindingUpdate(binding: Binding, old: Binding): FieldError[] {
  return deepEqual(binding.roleRef, old.roleRef)
    ? []
    : [field.invalid('roleRef', binding.roleRef, 'cannot change roleRef')];
}

export const bindingColumns: TableColumn<Binding>[] = [
  nameColumn,
  {
    name: 'Role',
    type: 'string',
    description: 'The role that is granted.',
    cell: ({ roleRef }) => formatRole(roleRef),
  },
  ageColumn,
  {
    name: 'Users',
    type: 'string',
    priority: 1,
    description: 'The users that it is granted to.',
    cell: ({ subjects }) => formatSubjects(subjects, 'User'),
  },
  {
    name: 'Groups',
    type: 'string',
    priority: 1,
    description: 'The groups that it is granted to.',
    cell: ({ subjects }) => formatSubjects(subjects, 'Group'),
  },
  {
    name: 'ServiceAccounts',
    type: 'string',
    priority: 1,
    description: 'The service accounts that it is granted to.',
    cell: ({ subjects }) => formatSubjects(subjects, 'ServiceAccount'),
  },
];

function validateSubject(path: string, subject: RbacV1Subject, namespaced: boolean): FieldError[] {
  const { kind, name = '', apiGroup = '', namespace = '' } = subject;
  const errors: FieldError[] = name === '' ? [field.required(`${path}.name`)] : [];
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') errors.push(...invalidFor(`${path}.name`, name, isDns1123Subdomain(name)));
      if (apiGroup !== '') errors.push(field.notSupported(`${path}.apiGroup`, apiGroup, ['']));
      if (!namespaced && namespace === '') errors.push(field.required(`${path}.namespace`));
      return errors;
    case 'User':
    case 'Group':
      if (apiGroup !== rbacGroup) errors.push(field.notSupported(`${path}.apiGroup`, apiGroup, [rbacGroup]));
      return errors;
    default:
      return [...errors, field.notSupported(`${path}.kind`, kind ?? '', ['ServiceAccount', 'User', 'Group'])];
  }
}

function formatRole({ kind, name }: RoleRef): string {
  return `${kind}/${name}`;
}

function formatSubjects(subjects: readonly RbacV1Subject[] = [], kind: string): string {
  return subjects
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' && namespace ? `${namespace}/${name}` : name))
    .join(', ');
}
