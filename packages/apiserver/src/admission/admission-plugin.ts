import type { DeleteOptions, KubernetesObject } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ServerContext } from '../server/server-context.js';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One request on its way to the store, as admission sees it. */
export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  /** In the version that the objects are worked on in. */
  readonly resource: ResourceDefinition;
  /** In the version of the request. */
  readonly requested: ResourceDefinition;
  /** Empty for the resource itself. */
  readonly subresource: string;
  readonly namespace: string;
  /** Empty while generateName has not been carried out. */
  readonly name: string;
  /**
   * The new object, or the options of a CONNECT (`PodExecOptions`). Mutating plugins change it in place. Absent for DELETE.
   */
  readonly object?: KubernetesObject;
  /** The object as it is. Absent for CREATE and CONNECT. */
  readonly oldObject?: KubernetesObject;
  /** How the client wants it to be done. Absent for CONNECT. */
  readonly options?: OperationOptions;
  readonly user: User;
  readonly dryRun: boolean;
  /** Mutating plugins are asked again, because one after them has put another object in the place of theirs. */
  readonly reinvocation: boolean;
  readonly server: ServerContext;
  /** When the client no longer waits for an answer: milliseconds since the epoch. */
  readonly deadline: number;
  /** What plugins remember of the request from one time that they are asked to the next, by their names. */
  readonly memory: Record<string, unknown>;
  /** Adds a `Warning:` header to the response. */
  warn(message: string): void;
  /** Adds an annotation to what the audit log keeps of the request; the first one of a name counts. */
  annotate(key: string, value: string): void;
}

/** `CreateOptions`, `UpdateOptions`, `DeleteOptions` of `meta.k8s.io/v1`, as the client said them. */
export interface OperationOptions extends DeleteOptions {
  readonly apiVersion: string;
  readonly kind: string;
  readonly fieldManager?: string;
  readonly fieldValidation?: string;
}

/** Which requests a plugin wants to see. */
export interface AdmissionRule {
  readonly operations: readonly AdmissionOperation[];
  /** `pods`, `roles.rbac.authorization.k8s.io`; `*`: all. */
  readonly resources: readonly string[];
  /** Empty: the resource itself; `*`: every subresource. The resource itself alone, by default. */
  readonly subresources?: readonly string[];
}

/**
 * Tells a plugin how a request ended that it let pass: whether something was written. Nothing was where the write failed,
 * or was a dry run, or another plugin refused. Resolves when what the plugin counted on is right again.
 */
export type Settle = (written: boolean) => void | Promise<void>;

/**
 * Decides on, or completes, requests that authorization has let through. Throws a StatusError to reject. Returns a promise
 * only where it really waits: a tick between reading an object and writing it lets another writer in.
 */
export interface AdmissionPlugin {
  /** Kubernetes' name of the plugin. */
  readonly name: string;
  /** Changes the object in place, or returns another one, which then gets its defaults. Must bear to be asked twice. */
  readonly mutating?: AdmissionPhase<undefined | KubernetesObject>;
  /** Sees the object as it will be stored, and leaves it alone. */
  readonly validating?: AdmissionPhase<undefined | Settle>;
}

/** What a plugin does in one phase, and for which requests. */
export interface AdmissionPhase<R> {
  readonly rules: readonly AdmissionRule[];
  admit(request: AdmissionRequest): R | Promise<R>;
}
