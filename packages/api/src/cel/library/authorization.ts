import { isDns1123Label, isDns1123Subdomain } from '../../validation/names.js';
import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { OpaqueValue } from '../values.js';

/** What an expression asks an authorizer. */
export interface AuthorizationCheck {
  readonly verb: string;
  /** The account that it is asked about; absent: whoever makes the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  /** Of a check that is not about a resource. */
  readonly path?: string;
  readonly resource?: CheckedResource;
}

/** A resource as expressions name it. Empty texts: none. */
export interface CheckedResource {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AuthorizationDecision {
  readonly allowed: boolean;
  readonly reason: string;
  /** Why it could not be decided. */
  readonly error?: string;
}

/** Decides what expressions ask. */
export type Authorize = (check: AuthorizationCheck) => AuthorizationDecision;

type ServiceAccount = AuthorizationCheck['serviceAccount'];

/** Values of authorization are who they are: none equals another. */
abstract class AuthorizationValue extends OpaqueValue {
  override equals(other: OpaqueValue): boolean {
    return this === other;
  }
}

/** The variable `authorizer`. */
export class AuthorizerValue extends AuthorizationValue {
  readonly typeName = 'kubernetes.authorization.Authorizer';
  readonly authorize: Authorize;
  readonly serviceAccount: ServiceAccount;

  constructor(authorize: Authorize, serviceAccount?: ServiceAccount) {
    super();
    this.authorize = authorize;
    this.serviceAccount = serviceAccount;
  }

  decide(check: Pick<AuthorizationCheck, 'verb' | 'path' | 'resource'>): Decision {
    const { serviceAccount } = this;
    return new Decision(this.authorize({ ...check, ...(serviceAccount && { serviceAccount }) }));
  }
}

class PathCheck extends AuthorizationValue {
  readonly typeName = 'kubernetes.authorization.PathCheck';
  readonly authorizer: AuthorizerValue;
  readonly path: string;

  constructor(authorizer: AuthorizerValue, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck extends AuthorizationValue {
  readonly typeName = 'kubernetes.authorization.GroupCheck';
  readonly authorizer: AuthorizerValue;
  readonly group: string;

  constructor(authorizer: AuthorizerValue, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

/** What is asked about a resource; the variable `authorizer.requestResource` asks about that of the request. */
export class ResourceCheck extends AuthorizationValue {
  readonly typeName = 'kubernetes.authorization.ResourceCheck';
  readonly authorizer: AuthorizerValue;
  readonly resource: CheckedResource;

  constructor(authorizer: AuthorizerValue, resource: CheckedResource) {
    super();
    this.authorizer = authorizer;
    this.resource = resource;
  }

  with(more: Partial<CheckedResource>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.resource, ...more });
  }
}

class Decision extends AuthorizationValue {
  readonly typeName = 'kubernetes.authorization.Decision';
  readonly decision: AuthorizationDecision;

  constructor(decision: AuthorizationDecision) {
    super();
    this.decision = decision;
  }
}

const type = {
  authorizer: 'kubernetes.authorization.Authorizer',
  path: 'kubernetes.authorization.PathCheck',
  group: 'kubernetes.authorization.GroupCheck',
  resource: 'kubernetes.authorization.ResourceCheck',
  decision: 'kubernetes.authorization.Decision',
} as const;

/** Kubernetes' functions that ask an authorizer: `authorizer.group('').resource('pods').check('list').allowed()`. */
export const authorization: Library = [
  declare(
    'authorizer_path',
    `${type.authorizer}.path(string) -> ${type.path}`,
    (from: AuthorizerValue, path: string) => {
      if (path.trim() === '') throw new CelRuntimeError('path must not be empty');
      return new PathCheck(from, path);
    },
  ),
  declare(
    'authorizer_group',
    `${type.authorizer}.group(string) -> ${type.group}`,
    (from: AuthorizerValue, group: string) => new GroupCheck(from, group),
  ),
  declare(
    'authorizer_serviceaccount',
    `${type.authorizer}.serviceAccount(string, string) -> ${type.authorizer}`,
    (from: AuthorizerValue, namespace: string, name: string) => {
      if (isDns1123Subdomain(name).length > 0) throw new CelRuntimeError('Invalid service account name');
      if (isDns1123Label(namespace).length > 0) throw new CelRuntimeError('Invalid service account namespace');
      return new AuthorizerValue(from.authorize, { namespace, name });
    },
  ),
  declare(
    'groupcheck_resource',
    `${type.group}.resource(string) -> ${type.resource}`,
    ({ authorizer, group }: GroupCheck, resource: string) => {
      if (resource.trim() === '') throw new CelRuntimeError('resource must not be empty');
      return new ResourceCheck(authorizer, { group, resource, subresource: '', namespace: '', name: '' });
    },
  ),
  narrowed('resourcecheck_subresource', 'subresource'),
  narrowed('resourcecheck_namespace', 'namespace'),
  narrowed('resourcecheck_name', 'name'),
  narrowed('authorizer_fieldselector', 'fieldSelector'),
  narrowed('authorizer_labelselector', 'labelSelector'),
  declare(
    'pathcheck_check',
    `${type.path}.check(string) -> ${type.decision}`,
    ({ authorizer, path }: PathCheck, verb: string) => authorizer.decide({ verb, path }),
  ),
  declare(
    'resourcecheck_check',
    `${type.resource}.check(string) -> ${type.decision}`,
    ({ authorizer, resource }: ResourceCheck, verb: string) => authorizer.decide({ verb, resource }),
  ),
  declare(
    'decision_errored',
    `${type.decision}.errored() -> bool`,
    ({ decision }: Decision) => decision.error !== undefined,
  ),
  declare('decision_error', `${type.decision}.error() -> string`, ({ decision }: Decision) => decision.error ?? ''),
  declare('decision_allowed', `${type.decision}.allowed() -> bool`, ({ decision }: Decision) => decision.allowed),
  declare('decision_reason', `${type.decision}.reason() -> string`, ({ decision }: Decision) => decision.reason),
];

function narrowed(id: string, part: keyof CheckedResource): Library[number] {
  return declare(id, `${type.resource}.${part}(string) -> ${type.resource}`, (check: ResourceCheck, value: string) =>
    check.with({ [part]: value }),
  );
}
