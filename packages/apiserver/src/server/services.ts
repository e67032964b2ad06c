import type { Clock, KubernetesObject, ObjectKey, ResourceType, resources } from '@sampan/api';
import type { ClusterAddresses } from '../addresses/endpoint-addresses.js';
import type { User } from '../authentication/user.js';
import type { Authorizer } from '../authorization/authorizer.js';
import type { ResourceDefinition } from '../kinds/define-resource.js';
import type { Store } from '../store/store.js';

/** What actions, admission plugins and strategies may use of the running server. */
export interface Services {
  readonly clock: Clock;
  readonly store: Store;
  readonly authorizer: Authorizer;
  /** The served resources. */
  readonly resources: ResourceCatalog;
  /** Typed access to stored objects, with the same rules as requests, for code inside the server. */
  readonly objects: ObjectAccess;
  /** Signs and verifies service account tokens. */
  readonly tokens: TokenIssuer;
  /** Reaches the API of a node's agent. */
  readonly nodes: NodeConnector;
  /** Which addresses belong to the cluster. */
  readonly addresses: ClusterAddresses;
  /** Addresses and ports that Services share. */
  readonly serviceAllocator: ServiceAllocator;
}

/** Finds served resources; changes as custom resources come and go. */
export interface ResourceCatalog {
  find(group: string, version: string, plural: string): ResourceDefinition | undefined;
  forKind(apiVersion: string, kind: string): ResourceDefinition | undefined;
  all(): readonly ResourceDefinition[];
  /** Counts changes: what is derived from the catalog is derived anew when it has moved on. */
  readonly generation: number;
}

/**
 * The stored objects of the kinds in the table of kinds, by plural, with the same rules as requests:
 * `objects.pods.get('default', 'web')`. Of a kind that is not served there are none.
 */
export type ObjectAccess = {
  readonly [P in keyof typeof resources]: (typeof resources)[P] extends ResourceType<infer T> ? Objects<T> : never;
} & {
  /** The objects of whatever resource, in its stored version. */
  of<T extends KubernetesObject = KubernetesObject>(resource: ResourceDefinition): Objects<T>;
};

/** The objects of one kind. Namespaces are empty for cluster-scoped kinds. */
export interface Objects<T extends KubernetesObject> {
  /** Parses are cached per revision: do not change what you are given. */
  get(namespace: string, name: string): T | undefined;
  list(namespace?: string): Promise<T[]>;
  count(namespace?: string): number;
  create(object: T, options: { user: User; dryRun?: boolean }): Promise<T>;
  /** Reads, changes (on a copy) and writes, again on conflict. Throws NotFound, and whatever `change` throws. */
  update(key: ObjectKey, change: (object: T) => T, options?: { subresource?: string; dryRun?: boolean }): Promise<T>;
  delete(
    key: ObjectKey,
    options: {
      user: User;
      gracePeriodSeconds?: number;
      dryRun?: boolean;
      preconditions?: { uid?: string; resourceVersion?: string };
    },
  ): Promise<KubernetesObject>;
}

export interface TokenIssuer {
  /** Issues a token for a service account, bound to an object if given. */
  issue(request: {
    namespace: string;
    serviceAccount: string;
    serviceAccountUid: string;
    audiences: readonly string[];
    expirationSeconds: number;
    bound?: { kind: string; apiVersion: string; name: string; uid: string };
  }): Promise<{ token: string; expirationTimestamp: string }>;
  /** Whose token it is, and for which of `audiences`; undefined for tokens that others issued. Rejects with a reason. */
  verify(token: string, audiences: readonly string[]): Promise<{ user: User; audiences: string[] } | undefined>;
  /** The audience of tokens that are meant for this API server. */
  readonly defaultAudience: string;
}

export interface NodeConnector {
  /** Sends a request to the agent of a node; rejects with a 502/503 StatusError that names the node when it cannot be reached. */
  request(
    node: string,
    path: string,
    options?: { method?: string; signal?: AbortSignal },
  ): Promise<{ status: number; headers: Record<string, string>; body: AsyncIterable<Uint8Array> }>;
  /** Connects to a port of a Pod, through the agent of its node; rejects as `request` does. */
  connectToPod(node: string, pod: ObjectKey, port: number): Promise<import('node:stream').Duplex>;
  /** Forwards an HTTP upgrade to the agent, and splices the two sockets. */
  upgrade(
    node: string,
    path: string,
    client: { request: import('node:http').IncomingMessage; socket: import('node:stream').Duplex; head: Buffer },
  ): Promise<void>;
}

export interface ServiceAllocator {
  /** Takes a free cluster address, or the one asked for. Throws an AllocationError in Kubernetes' words. */
  allocateAddress(requested?: string): string;
  releaseAddress(address: string): void;
  allocateNodePort(requested?: number): number;
  releaseNodePort(port: number): void;
}
