import type {
  ClusterRole,
  ClusterRoleBinding,
  KubernetesObject,
  PolicyRule,
  RbacV1Subject,
  Role,
  RoleBinding,
} from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { Decision } from './authorizer.js';
import { type CompiledRule, compileRule } from './compiled-rule.js';

/** A role that one subject holds through one binding. */
interface Grant {
  readonly roleKey: string;
  /** The answer to everything that this grant allows. */
  readonly decision: Decision;
  readonly binding: string;
}

interface CompiledRole {
  readonly rules: readonly PolicyRule[];
  readonly compiled: readonly CompiledRule[];
}

/** Grants by who holds them: `User/alice`, `Group/system:nodes`. */
type Grants = Map<string, Grant[]>;

/** Roles and bindings, arranged so that a decision only looks at what concerns its user. */
export class RbacIndex {
  readonly #roles = new Map<string, CompiledRole>();
  readonly #bindings = new Map<string, { scope: string; subjects: string[] }>();
  /** The grants of each namespace; under the empty name those of the whole cluster. */
  readonly #grants = new Map<string, Grants>();

  /** Takes in the newest version of a role or a binding. */
  put(object: KubernetesObject): void {
    if (isRole(object)) this.#roles.set(roleKeyOf(object), compileRole(object));
    else this.#putBinding(object as RoleBinding | ClusterRoleBinding);
  }

  remove(object: KubernetesObject): void {
    if (isRole(object)) this.#roles.delete(roleKeyOf(object));
    else this.#removeBinding(bindingKeyOf(object));
  }

  role(roleKey: string): CompiledRole | undefined {
    return this.#roles.get(roleKey);
  }

  /** Calls `visit` with every grant of `user`, first those for the cluster, then those for `namespace`; true ends it. */
  visit(user: User, namespace: string, visit: (grant: Grant) => boolean): boolean {
    if (visitGrants(this.#grants.get(''), user, visit)) return true;
    return namespace !== '' && visitGrants(this.#grants.get(namespace), user, visit);
  }

  #putBinding(binding: RoleBinding | ClusterRoleBinding): void {
    const key = bindingKeyOf(binding);
    this.#removeBinding(key);
    const { namespace: scope = '' } = binding.metadata;
    const grants: Grants = this.#grants.get(scope) ?? new Map();
    this.#grants.set(scope, grants);
    const subjects: string[] = [];
    this.#bindings.set(key, { scope, subjects });
    for (const subject of binding.subjects ?? []) {
      const subjectKey = subjectKeyOf(subject, scope);
      const held = grants.get(subjectKey);
      const grant = grantOf(key, binding, subject);
      if (held === undefined) grants.set(subjectKey, [grant]);
      else held.push(grant);
      subjects.push(subjectKey);
    }
  }

  #removeBinding(key: string): void {
    const known = this.#bindings.get(key);
    if (known === undefined) return;
    this.#bindings.delete(key);
    const grants = this.#grants.get(known.scope);
    for (const subject of known.subjects) {
      const left = (grants?.get(subject) ?? []).filter((grant) => grant.binding !== key);
      if (left.length === 0) grants?.delete(subject);
      else grants?.set(subject, left);
    }
    if (grants?.size === 0) this.#grants.delete(known.scope);
  }
}

function visitGrants(grants: Grants | undefined, user: User, visit: (grant: Grant) => boolean): boolean {
  if (grants === undefined) return false;
  for (const grant of grants.get(`User/${user.name}`) ?? none) if (visit(grant)) return true;
  for (const group of user.groups) {
    for (const grant of grants.get(`Group/${group}`) ?? none) if (visit(grant)) return true;
  }
  return false;
}

const none: readonly Grant[] = [];

function isRole(object: KubernetesObject): object is Role | ClusterRole {
  return object.kind === 'Role' || object.kind === 'ClusterRole';
}

/** `namespace/name` of a Role, `/name` of a ClusterRole. */
function roleKeyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function bindingKeyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function compileRole({ rules }: Role | ClusterRole): CompiledRole {
  return { rules: rules ?? [], compiled: (rules ?? []).map(compileRule) };
}

/** A service account is a user with a name of its own form. */
function subjectKeyOf({ kind, name, namespace }: RbacV1Subject, scope: string): string {
  return kind === 'ServiceAccount' ? `User/system:serviceaccount:${namespace || scope}:${name}` : `${kind}/${name}`;
}

function grantOf(
  binding: string,
  { kind, metadata, roleRef }: RoleBinding | ClusterRoleBinding,
  subject: RbacV1Subject,
): Grant {
  const { name = '', namespace = '' } = metadata;
  const bindingName = namespace === '' ? name : `${name}/${namespace}`;
  const subjectName = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? ''}` : subject.name;
  const description = `${kind} "${bindingName}" of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${subjectName}"`;
  return {
    roleKey: `${roleRef.kind === 'Role' ? namespace : ''}/${roleRef.name}`,
    decision: { allowed: true, reason: `RBAC: allowed by ${description}` },
    binding,
  };
}
