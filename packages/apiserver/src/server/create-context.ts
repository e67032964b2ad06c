import { generateKeyPairSync } from 'node:crypto';
import { type Clock, systemClock } from '@sampan/api';
import { clusterAddresses } from '../addresses/endpoint-addresses.js';
import { createAdmissionChain } from '../admission/admission-chain.js';
import { createAdmissionSources } from '../admission/admission-sources.js';
import { builtInAdmissionPlugins } from '../admission/plugins/index.js';
import { WebhookMetrics } from '../admission/webhooks/webhook-metrics.js';
import { createNodePorts } from '../allocators/node-ports.js';
import { createServiceAddresses } from '../allocators/service-addresses.js';
import type { Authenticator } from '../authentication/authenticator.js';
import { bootstrapTokenAuthenticator } from '../authentication/bootstrap-tokens.js';
import { clientCertificateAuthenticator } from '../authentication/client-certificate.js';
import { type ConfiguredAuthentication, configuredAuthentication } from '../authentication/jwt/configured.js';
import { defaultRequestHeaders, requestHeaderAuthenticator } from '../authentication/request-header.js';
import { reviewEveryToken } from '../authentication/review-every-token.js';
import { serviceAccountTokens } from '../authentication/service-account-tokens.js';
import { type SignedBy, signedBy } from '../authentication/signed-by.js';
import { signingKey, type TokenKey, verifyingKeys } from '../authentication/signing-keys.js';
import { tokenFileAuthenticator } from '../authentication/token-file.js';
import { unionAuthenticator } from '../authentication/union.js';
import { type TokenWebhook, webhookTokenAuthenticator } from '../authentication/webhook-tokens.js';
import { createAuthorizer, defaultModes } from '../authorization/create-authorizer.js';
import { createNodeAuthorizer } from '../authorization/node/node-authorizer.js';
import { createRbacAuthorizer } from '../authorization/rbac-authorizer.js';
import { createResourceCatalog, type MutableResourceCatalog } from '../kinds/resource-catalog.js';
import { metricsKinds } from '../metrics/metrics-kinds.js';
import { createResourceMetrics } from '../metrics/resource-metrics.js';
import { createNodeConnector } from '../nodes/node-connector.js';
import { createObjectAccess, type ObjectAccess } from '../objects/object-access.js';
import { builtInResources } from '../resources/index.js';
import type { Store } from '../store/store.js';
import { createOpenWatches } from '../watch/open-watches.js';
import type { ApiserverOptions } from './apiserver-options.js';
import { systemRandom } from './random.js';
import type { ServerContext } from './server-context.js';

const defaultIssuer = 'https://kubernetes.default.svc.cluster.local';
export const defaultServiceCidr = '127.96.0.0/16';
const defaultPodCidr = '127.64.0.0/11';
const defaultMinRequestTimeout = 30 * 60;
const defaultNodePorts = [30_000, 32_767] as const;

/** A server's context, with what only those need who answer requests. */
export interface CreatedContext {
  readonly server: ServerContext;
  /** The served resources, to be changed as custom ones come and go. */
  readonly catalog: MutableResourceCatalog;
  readonly authenticator: Authenticator;
  readonly issuer: string;
  /** Where others find the keys of tokens, if that is not below the issuer. */
  readonly jwksUri: string | undefined;
  /** The public keys of service account tokens. */
  readonly tokenKeys: readonly TokenKey[];
  /** The authorizers and what admission knows of policies and webhooks follow the store until then. */
  close(): void;
}

/** Makes the parts of a server of its options. */
export async function createContext(store: Store, options: ApiserverOptions): Promise<CreatedContext> {
  const clock: Clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const issuer = options.serviceAccounts?.issuer ?? defaultIssuer;
  const keys = tokenKeysOf(options);
  const audiences = options.serviceAccounts?.audiences ?? [issuer];
  const issuedTokens = serviceAccountTokens({
    ...{ store, clock, issuer, audiences, uuid: () => random.uuid() },
    signingKey: keys.signing,
    verifyingKeys: keys.verifying,
  });
  const [nodeAuthorizer, rbac, sources] = await Promise.all([
    createNodeAuthorizer(store),
    createRbacAuthorizer(store),
    createAdmissionSources(store),
  ]);
  // Objects are written by the same rules as requests: with the context itself.
  const objects = createObjectAccess(() => server);
  const configured = configuredAuthentication({
    ...{ source: {}, disallowedIssuers: [issuer], clock },
    ...options.authentication,
    onError: (error) => options.logger?.error('the authentication configuration is not taken', error),
  });
  const otherTokens = [
    ...tokenAuthenticators(options, clock, objects),
    configured.authenticator,
    ...(options.tokenWebhook === undefined ? [] : [webhookTokens(options.tokenWebhook, clock, options.logger)]),
  ];
  const serviceAllocator = {
    addresses: createServiceAddresses({ objects, random }),
    nodePorts: createNodePorts({ store, range: options.nodePorts ?? defaultNodePorts, random }),
  };
  const nodes = options.nodes ?? createNodeConnector({ objects, tls: options.agentTls ?? {} });
  const catalog = createResourceCatalog(
    [...(options.resources ?? builtInResources), ...metricsKinds],
    options.runtimeConfig,
  );
  const server: ServerContext = {
    ...{ clock, random, store, objects, serviceAllocator },
    resources: catalog,
    authorizer: createAuthorizer(options.authorization ?? defaultModes, {
      ...{ node: nodeAuthorizer, rbac, clock },
      onError: (error) => options.logger?.error('an authorization webhook failed', error),
    }),
    admission: createAdmissionChain([
      ...builtInAdmissionPlugins({
        ...{ authorizer: rbac, random, sources },
        switches: options.admissionSwitches,
      }),
      ...(options.admission ?? []),
    ]),
    tokens: reviewEveryToken(issuedTokens, otherTokens, audiences),
    nodes,
    webhookMetrics: new WebhookMetrics(),
    metrics: createResourceMetrics({
      ...{ nodes, objects, clock },
      ...(options.metricResolution !== undefined && { resolution: options.metricResolution }),
    }),
    addresses: clusterAddresses(options.podCidr ?? defaultPodCidr),
    watches: createOpenWatches(),
    minRequestTimeout: options.minRequestTimeout ?? defaultMinRequestTimeout,
    logError: (error) => options.logger?.error('a request failed by a fault of the server', error),
  };
  return {
    ...{ server, catalog, issuer, jwksUri: options.serviceAccounts?.jwksUri },
    authenticator: authenticatorOf(options, [issuedTokens, ...otherTokens], configured),
    tokenKeys: keys.verifying,
    close: () => {
      for (const part of [nodeAuthorizer, rbac, sources, configured]) part.close();
    },
  };
}

function tokenKeysOf({ serviceAccounts }: ApiserverOptions): { signing: TokenKey; verifying: TokenKey[] } {
  const pem = serviceAccounts?.signingKey ?? newSigningKey();
  return { signing: signingKey(pem), verifying: verifyingKeys(`${pem}\n${serviceAccounts?.verifyingKeys ?? ''}`) };
}

function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** Those who know tokens that this server did not issue. */
function tokenAuthenticators(
  { tokens, bootstrapTokens = false, authenticators = [] }: ApiserverOptions,
  clock: Clock,
  objects: ObjectAccess,
): Authenticator[] {
  const secret = (name: string) => objects.secrets.get('kube-system', name);
  return [
    ...(tokens === undefined ? [] : [tokenFileAuthenticator(tokens)]),
    ...(bootstrapTokens ? [bootstrapTokenAuthenticator({ clock, secret })] : []),
    ...authenticators,
  ];
}

function webhookTokens(webhook: TokenWebhook, clock: Clock, logger: ApiserverOptions['logger']): Authenticator {
  const onError = (error: unknown) => logger?.error('the token webhook failed', error);
  return webhookTokenAuthenticator({ ...webhook, clock, onError });
}

function authenticatorOf(
  { clientCa, requestHeader, allowAnonymous = true }: ApiserverOptions,
  tokens: readonly Authenticator[],
  configured: ConfiguredAuthentication,
): Authenticator {
  const certificates = certificateAuthenticators(clientCa, requestHeader);
  return unionAuthenticator([...certificates, ...tokens], {
    allowAnonymous: (path) => {
      const { enabled = allowAnonymous, conditions = [] } = configured.anonymous() ?? {};
      return enabled && (conditions.length === 0 || conditions.some((condition) => condition.path === path));
    },
  });
}

/** Proxies are asked before those who speak for themselves. */
function certificateAuthenticators(
  clientCa: string | undefined,
  {
    requestHeaderCa,
    allowedNames = [],
    headerNames = defaultRequestHeaders,
  }: NonNullable<ApiserverOptions['requestHeader']> = {},
): Authenticator[] {
  const clients = (signed?: SignedBy) => (clientCa === undefined ? [] : [clientCertificateAuthenticator(signed)]);
  if (requestHeaderCa === undefined) return clients();
  const proxies = requestHeaderAuthenticator({ ...headerNames, allowedNames, signedBy: signedBy(requestHeaderCa) });
  return [proxies, ...clients(signedBy(clientCa ?? ''))];
}
