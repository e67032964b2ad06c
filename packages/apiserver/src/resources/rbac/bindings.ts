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
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import type { TableColumn } from '../../kinds/table-column.js';
import { invalidFor, requiredText } from '../../kinds/validation/messages.js';
import { rbacGroup } from './rules.js';

/** What RoleBindings and ClusterRoleBindings have in common. */
type Binding = RoleBinding | ClusterRoleBinding;

export function defaultBinding(binding: Binding): void {
  binding.roleRef ??= { kind: '', name: '' };
  binding.roleRef.apiGroup ||= rbacGroup;
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= rbacGroup;
  }
}

/** @param kinds - The kinds of roles that may be bound. */
export function validateBinding({ roleRef, subjects = [] }: Binding, kinds: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (roleRef.apiGroup !== rbacGroup)
    errors.push(field.notSupported('roleRef.apiGroup', roleRef.apiGroup, [rbacGroup]));
  if (!kinds.includes(roleRef.kind)) errors.push(field.notSupported('roleRef.kind', roleRef.kind ?? '', kinds));
  const namespaced = kinds.includes('Role');
  return [
    ...errors,
    ...requiredText('roleRef.name', roleRef.name, pathSegmentErrors),
    ...subjects.flatMap((subject, index) => validateSubject(`subjects[${index}]`, subject, namespaced)),
  ];
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

function pathSegmentErrors(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%']
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
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
