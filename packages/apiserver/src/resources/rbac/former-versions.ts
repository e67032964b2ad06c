import type { ClusterRoleBinding, KubernetesObject, RbacV1Subject, RoleBinding } from '@sampan/api';
import type { Lifecycle } from '../../kinds/lifecycle.js';
import { rbacGroup } from './rules.js';

const alpha: Lifecycle = { introduced: '1.5', deprecated: '1.17', removed: '1.22' };
const beta: Lifecycle = { ...alpha, introduced: '1.6' };
const alphaVersion = `${rbacGroup}/v1alpha1`;

export const formerRoles = {
  [`${rbacGroup}/v1beta1`]: { lifecycle: beta },
  [alphaVersion]: { lifecycle: alpha },
};

/** A subject said its version, not only its group. */
export const formerBindings = {
  [`${rbacGroup}/v1beta1`]: { lifecycle: beta },
  [alphaVersion]: { lifecycle: alpha, fromHub: toAlpha, toHub: fromAlpha },
};

interface AlphaSubject extends Omit<RbacV1Subject, 'apiGroup'> {
  apiVersion?: string;
}

function toAlpha<T extends RoleBinding | ClusterRoleBinding>({ subjects, ...same }: T): KubernetesObject {
  return { ...same, apiVersion: alphaVersion, ...(subjects && { subjects: subjects.map(alphaSubject) }) };
}

function fromAlpha<T extends RoleBinding | ClusterRoleBinding>(object: KubernetesObject): T {
  const { subjects, ...same } = object as Omit<T, 'subjects'> & { subjects?: AlphaSubject[] };
  const apiVersion = `${rbacGroup}/v1`;
  return { ...same, apiVersion, ...(subjects && { subjects: subjects.map(subjectOf) }) } as unknown as T;
}

function alphaSubject({ apiGroup, ...subject }: RbacV1Subject): AlphaSubject {
  switch (subject.kind) {
    case 'ServiceAccount':
      return { ...subject, apiVersion: 'v1' };
    case 'User':
    case 'Group':
      return { ...subject, apiVersion: alphaVersion };
    default:
      return { ...subject, ...(apiGroup && { apiVersion: apiGroup }) };
  }
}

/** Who was called `*` were all who had logged in. */
function subjectOf({ apiVersion, ...subject }: AlphaSubject): RbacV1Subject {
  if (subject.kind === 'User' && subject.name === '*') {
    return { ...subject, kind: 'Group', name: 'system:authenticated', apiGroup: rbacGroup };
  }
  if (subject.kind === 'User' || subject.kind === 'Group') return { ...subject, apiGroup: rbacGroup };
  if (subject.kind === 'ServiceAccount' || !apiVersion?.includes('/')) return subject;
  return { ...subject, apiGroup: apiVersion.slice(0, apiVersion.indexOf('/')) };
}
