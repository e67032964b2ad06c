import { formatApiVersion, type KubernetesObject } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { StrategyContext } from '../kinds/strategy.js';
import type { ServerContext } from '../server/server-context.js';
import type { StoredObject } from '../store/store.js';

/** What every write of one request has in common. */
export interface WriteContext {
  readonly server: ServerContext;
  /** In the version of the request. */
  readonly resource: ResourceDefinition;
  /** Which view is written; empty for the resource itself. */
  readonly subresource: string;
  readonly user: User;
  /** Everything happens but the write itself. */
  readonly dryRun: boolean;
  /** Who owns the written fields; empty: ownership is not tracked. */
  readonly fieldManager: string;
  /** What the client said of the write; absent: nothing. */
  readonly options?: SentOptions;
  /** How many bytes the client sent. */
  readonly bodyBytes: number;
  /** When the client no longer waits; absent: it does not say. Milliseconds since the epoch. */
  readonly deadline?: number;
  /** Adds a `Warning:` header to the response. */
  warn(message: string): void;
  /** Adds an annotation to what the audit log keeps of the request. */
  annotate?(key: string, value: string): void;
}

/** The options of a create, an update or a patch that a client gave. */
export interface SentOptions {
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
}

/** What a kind's strategy is told of a write. */
export function strategyContext({ server, resource, subresource, user }: WriteContext): StrategyContext {
  return { now: server.clock.now(), subresource, user, apiVersion: formatApiVersion(resource) };
}

/** The outcome of a write. */
export interface WrittenObject {
  /** The object in the version that it is worked on in. It is shared: do not change it. */
  readonly object: KubernetesObject;
  /** Absent where nothing was stored: dry runs, and objects that are gone. */
  readonly stored?: StoredObject;
}
