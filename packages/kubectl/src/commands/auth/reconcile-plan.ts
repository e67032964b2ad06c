import {
  type ClusterRole,
  type ClusterRoleBinding,
  deepEqual,
  type PolicyRule,
  type Role,
  type RoleBinding,
  type RbacV1Subject as Subject,
} from '@sampan/api';
import { goList } from '../../describers/values.js';
import { uncovered } from './rule-coverage.js';

/** What has to be written for an object to be as a file has it, and what is told about that. */
export interface ReconcilePlan {
  operation: 'none' | 'create' | 'update' | 'recreate';
  /** The object after the operation. */
  object: Role | ClusterRole | RoleBinding | ClusterRoleBinding;
  /** The object says that nobody shall write it. */
  isProtected: boolean;
  /** Lines about what is done. */
  report: string[];
}

const autoUpdateAnnotation = 'rbac.authorization.kubernetes.io/autoupdate';

type AnyRole = Role | ClusterRole;
type AnyBinding = RoleBinding | ClusterRoleBinding;

/** How `existing` becomes `expected`; rules are compared by what they allow. */
export function planRole(expected: AnyRole, existing: AnyRole | undefined, removeExtra: boolean): ReconcilePlan {
  const wanted = expected.rules ?? [];
  if (existing === undefined) return createPlan(expected, listed('missing rules added', wanted.map(ruleText)));
  const known = existing.rules ?? [];
  const missing = uncovered(known, wanted);
  const extra = uncovered(wanted, known);
  const merged = mergeMetadata(expected, existing);
  const hasNewRules = missing.length > 0 || (removeExtra && extra.length > 0);
  const rules = !hasNewRules ? known : removeExtra ? wanted : [...known, ...missing];
  return updatePlan(existing, { ...existing, ...merged, rules } as AnyRole, [
    ...listed('missing rules added', missing.map(ruleText)),
    ...(removeExtra ? listed('extra rules removed', extra.map(ruleText)) : []),
  ]);
}

/** How `existing` becomes `expected`; a binding to another role has to be made anew. */
export function planBinding(
  expected: AnyBinding,
  existing: AnyBinding | undefined,
  removeExtra: boolean,
): ReconcilePlan {
  const wanted = (expected.subjects ?? []).map(withGroup);
  if (existing === undefined) return createPlan(expected, listed('missing subjects added', wanted.map(subjectText)));
  const known = (existing.subjects ?? []).map(withGroup);
  const missing = wanted.filter((subject) => !known.some((other) => isSame(subject, other)));
  const extra = known.filter((subject) => !wanted.some((other) => isSame(subject, other)));
  const report = [
    ...listed('missing subjects added', missing.map(subjectText)),
    ...(removeExtra ? listed('extra subjects removed', extra.map(subjectText)) : []),
  ];
  const kept = removeExtra ? wanted : [...known, ...missing];
  const merged = mergeMetadata(expected, existing);
  if (expected.roleRef.kind !== existing.roleRef.kind || expected.roleRef.name !== existing.roleRef.name) {
    const { resourceVersion: _, uid: __, ...metadata } = merged.metadata;
    const object = { ...existing, metadata, roleRef: expected.roleRef, subjects: kept } as AnyBinding;
    return plan('recreate', object, report);
  }
  const hasNewSubjects = missing.length > 0 || (removeExtra && extra.length > 0);
  const subjects = hasNewSubjects ? kept : existing.subjects;
  return updatePlan(existing, { ...existing, ...merged, ...(subjects && { subjects }) } as AnyBinding, report);
}

function createPlan(object: ReconcilePlan['object'], report: string[]): ReconcilePlan {
  return plan('create', object, report);
}

function updatePlan<T extends ReconcilePlan['object']>(existing: T, object: T, report: string[]): ReconcilePlan {
  return deepEqual(existing, object)
    ? { operation: 'none', object, isProtected: false, report: [] }
    : plan('update', object, report);
}

function plan(operation: ReconcilePlan['operation'], object: ReconcilePlan['object'], report: string[]): ReconcilePlan {
  const isProtected = operation !== 'create' && object.metadata.annotations?.[autoUpdateAnnotation] === 'false';
  const caveat = isProtected ? `, but object opted out (${autoUpdateAnnotation}: false)` : '';
  return { operation, object, isProtected, report: [`\treconciliation required ${operation}${caveat}`, ...report] };
}

/** The labels and annotations of both; those that the object has already win. */
function mergeMetadata(expected: ReconcilePlan['object'], existing: ReconcilePlan['object']) {
  const merge = (field: 'labels' | 'annotations') => {
    const merged = { ...expected.metadata[field], ...existing.metadata[field] };
    return Object.keys(merged).length === 0 ? {} : { [field]: merged };
  };
  return { metadata: { ...existing.metadata, ...merge('labels'), ...merge('annotations') } };
}

/** Subjects that are not service accounts are of the group of RBAC if they do not say otherwise. */
function withGroup(subject: Subject): Subject {
  if (subject.apiGroup || subject.kind === 'ServiceAccount') return subject;
  return { ...subject, apiGroup: 'rbac.authorization.k8s.io' };
}

function isSame(a: Subject, b: Subject): boolean {
  return subjectText(a) === subjectText(b);
}

function listed(title: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`\t${title}:`, ...texts.map((text) => `\t\t${text}`)];
}

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const allowed = `Verbs:${goList(verbs)} APIGroups:${goList(apiGroups)} Resources:${goList(resources)}`;
  return `{${allowed} ResourceNames:${goList(resourceNames)} NonResourceURLs:${goList(nonResourceURLs)}}`;
}

function subjectText({ kind, apiGroup = '', name, namespace = '' }: Subject): string {
  return `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
}
