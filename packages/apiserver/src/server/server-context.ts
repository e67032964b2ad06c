import type { Clock } from '@sampan/api';
import type { ClusterAddresses } from '../addresses/endpoint-addresses.js';
import type { AdmissionChain } from '../admission/admission-chain.js';
import type { WebhookMetrics } from '../admission/webhooks/webhook-metrics.js';
import type { ServiceAllocator } from '../allocators/service-allocator.js';
import type { TokenIssuer } from '../authentication/token-issuer.js';
import type { Authorizer } from '../authorization/authorizer.js';
import type { ResourceCatalog } from '../kinds/resource-catalog.js';
import type { ResourceMetrics } from '../metrics/resource-metrics.js';
import type { NodeConnector } from '../nodes/node-connector.js';
import type { ObjectAccess } from '../objects/object-access.js';
import type { Store } from '../store/store.js';
import type { OpenWatches } from '../watch/open-watches.js';
import type { RandomSource } from './random.js';

/** The parts of a running server that verbs, admission, actions and the rules of kinds work with. */
export interface ServerContext {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly store: Store;
  /** The served resources. */
  readonly resources: ResourceCatalog;
  /** Typed access to stored objects, with the same rules as requests, for code inside the server. */
  readonly objects: ObjectAccess;
  readonly authorizer: Authorizer;
  readonly admission: AdmissionChain;
  /** Signs and verifies service account tokens. */
  readonly tokens: TokenIssuer;
  /** Reaches the API of a node's agent. */
  readonly nodes: NodeConnector;
  /** What nodes and Pods use. */
  readonly metrics: ResourceMetrics;
  /** Counts what admission webhooks are asked. */
  readonly webhookMetrics: WebhookMetrics;
  /** Which addresses belong to the cluster. */
  readonly addresses: ClusterAddresses;
  /** Addresses and ports that Services share. */
  readonly serviceAllocator: ServiceAllocator;
  readonly watches: OpenWatches;
  /** Seconds for which a watch goes on at least that does not say for how long. */
  readonly minRequestTimeout: number;
  /** Called with faults of the server, never with those of clients. */
  logError(error: unknown): void;
}
