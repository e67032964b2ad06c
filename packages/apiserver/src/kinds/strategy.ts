import type { FieldError, KubernetesObject } from '@sampan/api';
import type { FieldChecks } from '@sampan/api/schemas';
import type { User } from '../authentication/user.js';
import type { ServerContext } from '../server/server-context.js';

/**
 * The rules of one kind, in the order in which a request meets them:
 * defaults → admission (mutating) → prepare → validate → admission (validating) → reserve → commit.
 * All but `reserve`, `validateInCluster` and `authorize` are pure, and change only the object they are given.
 */
export interface Strategy<T extends KubernetesObject> {
  /** Fills in what the API documents as defaults. Runs on every decoded object, and on one that admission made. */
  defaults?(object: T): void;
  /** Clears what clients may not set on create (status is cleared by default where there is a status subresource). */
  prepareForCreate?(object: T, context: StrategyContext): void;
  /** True: whoever creates an object says its status too, as agents do that register their Node. */
  readonly createsWithStatus?: boolean;
  /** Carries over what clients may not change, and counts the generation. */
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  /**
   * What concerns more than one field, by the field that is blamed for it: these run where the rules of their fields do,
   * in the order of the rules.
   */
  readonly checks?: FieldChecks;
  /** Everything else that rules cannot say. Metadata is validated for all kinds alike, by `nameRule`. */
  validate?(object: T): FieldError[];
  /** What an object may have, but not begin with; runs after `validate` of a create. */
  validateCreate?(object: T, context: StrategyContext): FieldError[];
  /** What depends on the rest of the cluster; runs with `validate`. `old` is absent for a create. */
  validateInCluster?(object: T, old: T | undefined, server: ServerContext): FieldError[];
  /** What the user may not write, though it is well-formed: runs where nothing else is wrong. `old` is absent for a create. */
  authorize?(object: T, old: T | undefined, context: WriterContext): FieldError[];
  /** Immutable fields and transitions; runs after `validate`. `subresource` is empty for the resource itself. */
  validateUpdate?(object: T, old: T, subresource: string): FieldError[];
  validateStatusUpdate?(object: T, old: T): FieldError[];
  /** Deprecations and likely mistakes, sent as `Warning:` headers. */
  warnings?(object: T, old?: T): string[];
  /** Takes what two objects may not share (an address, a node port); in a dry run, only looks what there would be. */
  reserve?(object: T, old: T | undefined, context: ReserveContext): Promise<Reservation | undefined>;
  /** Gives back what `reserve` took, once the object is gone. */
  release?(object: T, server: ServerContext): Promise<void>;
  /** Messages that a name must not cause; `isDns1123Subdomain` by default. */
  nameRule?(name: string): string[];
  /** True: PUT to a name that does not exist creates it. */
  readonly createOnUpdate?: boolean;
  /** True (the default): an update without resourceVersion overwrites. */
  readonly unconditionalUpdate?: boolean;
  /** The grace period of a delete, in seconds; undefined: the object goes at once. Pods only, among built-in kinds. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number | undefined;
  /** True: `metadata.generation` starts at 1, and counts changes of everything but metadata and status. */
  readonly countsGeneration?: boolean;
  /** What a delete without propagationPolicy does with dependents; `background` by default. */
  readonly defaultDeletion?: 'background' | 'orphan';
  /** Who leaves that to the default is warned. */
  readonly defaultDeletionWarning?: string;
  /** What else changes in an object whose deletion begins, but which is held back or has a grace period. */
  beginDeletion?(object: T): void;
  /** True: a DELETE answers with the object that is gone; else with a Status. */
  readonly returnsDeleted?: boolean;
  /** True while something other than metadata.finalizers keeps a deleted object (a Namespace's spec.finalizers). */
  heldBack?(object: T): boolean;
  /** Seconds after which an object is dropped (Events). */
  readonly timeToLive?: number;
}

/** Who writes an object, and where what it refers to is found. */
export interface WriterContext {
  readonly server: ServerContext;
  readonly user: User;
}

export interface ReserveContext {
  readonly server: ServerContext;
  readonly dryRun: boolean;
}

/** What an object was given before it is written. */
export interface Reservation {
  /** The object is written: what its former state had and it has not is given back. */
  written(): Promise<void>;
  /** It is not: what was taken for it is given back. */
  failed(): Promise<void>;
}

export interface StrategyContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Which view is being written: empty for the resource itself. */
  readonly subresource: string;
  readonly user: User;
  /** The version of the request: `apps/v1`. */
  readonly apiVersion: string;
}
