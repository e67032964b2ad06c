import type { FieldRequirement } from '@sampan/api';
import type { User } from '../authentication/user.js';

/** What somebody wants to do: the attributes that Kubernetes authorizes by. */
export interface Attributes {
  readonly user: User;
  /** For resources: get, list, watch, create, update, patch, delete, deletecollection; else the HTTP method in lower case. */
  readonly verb: string;
  /** False for paths such as `/healthz`. */
  readonly resourceRequest: boolean;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** What the field selector of a list, watch or deletecollection asks for. */
  readonly fieldRequirements?: readonly FieldRequirement[];
  /** The URL's path, for requests that are not for a resource. */
  readonly path: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Nobody is asked after this: it is not allowed, whatever others say. */
  readonly denied?: boolean;
  /** Why: goes into the audit trail, reviews and the text of a 403. */
  readonly reason: string;
}

export interface Authorizer {
  /** What is known at once: who has to ask somebody else has no opinion. */
  authorize(attributes: Attributes): Decision;
  /** The same where somebody else may be asked; absent: there is nobody. */
  ask?(attributes: Attributes): Decision | Promise<Decision>;
  /** What `user` may do in a namespace: SelfSubjectRulesReview's answer. */
  rulesFor(user: User, namespace: string): SubjectRules;
}

export interface SubjectRules {
  readonly resourceRules: { verbs: string[]; apiGroups: string[]; resources: string[]; resourceNames?: string[] }[];
  readonly nonResourceRules: { verbs: string[]; nonResourceURLs: string[] }[];
  /** Why there may be more than these rules. */
  readonly evaluationError?: string;
}
