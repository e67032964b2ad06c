import type { Clock } from '@sampan/api';
import type { AdmissionPlugin } from '../admission/admission-plugin.js';
import type { AdmissionSwitches } from '../admission/plugins/index.js';
import type { Authenticator } from '../authentication/authenticator.js';
import type { ConfiguredOptions } from '../authentication/jwt/configured.js';
import type { TokenWebhook } from '../authentication/webhook-tokens.js';
import type { AuthorizationMode } from '../authorization/create-authorizer.js';
import type { ExtensionAuthentication } from '../bootstrap/extension-authentication.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { RuntimeConfig } from '../kinds/runtime-config.js';
import type { NodeConnector } from '../nodes/node-connector.js';
import type { AuditPolicy } from '../pipeline/audit-policy.js';
import type { InFlightLimits } from '../pipeline/in-flight.js';
import type { Backend } from '../store/backend.js';
import type { StoreOptions } from '../store/create-store.js';
import type { RandomSource } from './random.js';

/** How an API server is set up. Certificates and keys are PEM texts. */
export interface ApiserverOptions {
  /** Where the cluster's state is kept; in memory by default. */
  readonly backend?: Backend;
  readonly retention?: StoreOptions['retention'];
  /** Where to listen; without it, only calls from within the process are answered. Port 0 takes a free one. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Without it, the server listens in plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' };
  /** Who signs the certificates that clients show. */
  readonly clientCa?: string;
  /** The text of a token file: `token,user,uid,"group1,group2"`, one a line. */
  readonly tokens?: string;
  /** Whether tokens that are kept in Secrets of kube-system, and nodes join by, are known. Default: false. */
  readonly bootstrapTokens?: boolean;
  /** Asked after certificates and tokens. */
  readonly authenticators?: readonly Authenticator[];
  /** Whose tokens are believed besides, and who is let in without any: `AuthenticationConfiguration`. */
  readonly authentication?: Pick<ConfiguredOptions, 'source' | 'algorithms'>;
  /**
   * Default: true; anonymous requests may do what RBAC lets `system:unauthenticated` do. Not to be set where the
   * configuration of authentication says it.
   */
  readonly allowAnonymous?: boolean;
  readonly serviceAccounts?: {
    /** Default: `https://kubernetes.default.svc.cluster.local`. */
    readonly issuer?: string;
    /** Signs tokens; a key that lives as long as the server, by default. */
    readonly signingKey?: string;
    /** Verify tokens, besides the signing key. */
    readonly verifyingKeys?: string;
    readonly audiences?: readonly string[];
    /** Where others find the keys that verify tokens. Default: below the issuer. */
    readonly jwksUri?: string;
  };
  /** Asked whose tokens those are that nobody here knows. */
  readonly tokenWebhook?: TokenWebhook;
  /** Who is asked whether somebody may do something, in this order. Default: Node, RBAC. */
  readonly authorization?: readonly AuthorizationMode[];
  /** Which of the built-in admission plugins run. */
  readonly admissionSwitches?: AdmissionSwitches;
  /** Admission plugins that run after the built-in ones. */
  readonly admission?: readonly AdmissionPlugin[];
  /** The kinds that are served: all built-in ones, by default. */
  readonly resources?: readonly ResourceDefinition[];
  /** Which versions are served and shown; by default, all are served and those that are not gone shown. */
  readonly runtimeConfig?: RuntimeConfig;
  /** The range of Services' cluster addresses. Default: `127.96.0.0/16`. */
  readonly serviceCidr?: string;
  /**
   * The ranges of Pods' addresses, separated by commas: of all loopback addresses, endpoints may have these. Default:
   * `127.64.0.0/11`.
   */
  readonly podCidr?: string;
  /** The first and the last node port. Default: 30000 to 32767. */
  readonly nodePorts?: readonly [number, number];
  /** What the server shows to nodes' agents, and who signs their certificates. */
  readonly agentTls?: { readonly cert?: string; readonly key?: string; readonly ca?: string };
  /** Reaches nodes' agents; over HTTPS, by default. */
  readonly nodes?: NodeConnector;
  /** For how many milliseconds what nodes and Pods use is not asked for again. Default: 15 s. */
  readonly metricResolution?: number;
  /** What the server shows to those behind APIServices: they believe it who asks. */
  readonly proxyClient?: { readonly cert?: string; readonly key?: string };
  /**
   * Which proxies are believed who asks. Others read in kube-system/extension-apiserver-authentication that they know this
   * server, as a proxy, by the same.
   */
  readonly requestHeader?: Pick<ExtensionAuthentication, 'requestHeaderCa' | 'allowedNames' | 'headerNames'>;
  /** The address under which Pods and clients reach the server. Default: where it listens. */
  readonly advertiseAddress?: string;
  readonly inFlight?: InFlightLimits;
  /** Whether FlowSchemas and PriorityLevelConfigurations say who is served first; true by default. */
  readonly priorityAndFairness?: boolean;
  /** Seconds for which a watch goes on at least that does not say for how long; at most twice as many. Default: 30 minutes. */
  readonly minRequestTimeout?: number;
  /** For how many milliseconds Events are kept. Default: one hour. */
  readonly eventTtl?: number;
  /** Milliseconds between bookmarks. Default: one minute. */
  readonly bookmarkInterval?: number;
  /** Takes the lines of the audit log; without it there is none. */
  readonly audit?: (line: string) => void;
  /** How much is written there of which requests. Default: who asked for what, when it was answered and when it ended. */
  readonly auditPolicy?: AuditPolicy;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly logger?: Logger;
}

/** Where the server reports what its operator should know. */
export interface Logger {
  info(message: string): void;
  error(message: string, error?: unknown): void;
}
