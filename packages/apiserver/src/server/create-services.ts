import { generateKeyPairSync } from 'node:crypto';
import { type Clock, systemClock } from '@sampan/api';
import { clusterAddresses } from '../addresses/endpoint-addresses.js';
import { createServiceAllocator } from '../allocators/service-allocator.js';
import type { Authenticator } from '../authentication/authenticator.js';
import { clientCertificateAuthenticator } from '../authentication/client-certificate.js';
import { reviewEveryToken } from '../authentication/review-every-token.js';
import { serviceAccountTokens } from '../authentication/service-account-tokens.js';
import { signingKey, type TokenKey, verifyingKeys } from '../authentication/signing-keys.js';
import { tokenFileAuthenticator } from '../authentication/token-file.js';
import { unionAuthenticator } from '../authentication/union.js';
import { createNodeAuthorizer } from '../authorization/node/node-authorizer.js';
import { createRbacAuthorizer, type RbacAuthorizer } from '../authorization/rbac-authorizer.js';
import { unionAuthorizer } from '../authorization/union-authorizer.js';
import { createResourceCatalog, type MutableResourceCatalog } from '../kinds/resource-catalog.js';
import { createNodeConnector } from '../nodes/node-connector.js';
import { createObjectAccess } from '../objects/object-access.js';
import { builtInResources } from '../resources/index.js';
import type { Store } from '../store/store.js';
import type { ApiserverOptions } from './apiserver-options.js';
import { systemRandom } from './random.js';
import type { Services } from './services.js';
import type { Serving } from './serving.js';

const defaultIssuer = 'https://kubernetes.default.svc.cluster.local';
export const defaultServiceCidr = '127.96.0.0/16';
const defaultPodCidr = '127.64.0.0/11';
const defaultNodePorts = [30_000, 32_767] as const;

/** The parts of a server that others work with, made of its options. */
export interface ServerServices extends Services {
  readonly resources: MutableResourceCatalog;
}

export interface CreatedServices {
  readonly services: ServerServices;
  /** One of the authorizers: what hands out roles has to know them. */
  readonly rbac: RbacAuthorizer;
  readonly authenticator: Authenticator;
  readonly issuer: string;
  /** They follow the store until then. */
  closeAuthorizers(): void;
  /** The public keys of service account tokens. */
  readonly tokenKeys: readonly TokenKey[];
}

/** `serving` is asked for when objects are written: it is made of these services. */
export async function createServices(
  store: Store,
  options: ApiserverOptions,
  serving: () => Serving,
): Promise<CreatedServices> {
  const clock: Clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const resources = createResourceCatalog(options.resources ?? builtInResources);
  const objects = createObjectAccess(serving);
  const issuer = options.serviceAccounts?.issuer ?? defaultIssuer;
  const keys = tokenKeysOf(options);
  const audiences = options.serviceAccounts?.audiences ?? [issuer];
  const issuedTokens = serviceAccountTokens({
    store,
    clock,
    issuer,
    audiences,
    signingKey: keys.signing,
    verifyingKeys: keys.verifying,
    uuid: () => random.uuid(),
  });
  const otherTokens = tokenAuthenticators(options);
  const tokens = reviewEveryToken(issuedTokens, otherTokens, audiences);
  const [nodeAuthorizer, rbac, serviceAllocator] = await Promise.all([
    createNodeAuthorizer(store),
    createRbacAuthorizer(store),
    createServiceAllocator({
      store,
      addresses: options.serviceCidr ?? defaultServiceCidr,
      nodePorts: options.nodePorts ?? defaultNodePorts,
      random,
    }),
  ]);
  const nodes = options.nodes ?? createNodeConnector({ objects, tls: options.agentTls ?? {} });
  const addresses = clusterAddresses(options.podCidr ?? defaultPodCidr);
  const authorizer = unionAuthorizer([nodeAuthorizer, rbac]);
  return {
    rbac,
    closeAuthorizers: () => {
      nodeAuthorizer.close();
      rbac.close();
    },
    services: { clock, store, authorizer, resources, objects, tokens, nodes, addresses, serviceAllocator },
    authenticator: authenticatorOf(options, issuedTokens, otherTokens),
    issuer,
    tokenKeys: keys.verifying,
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
function tokenAuthenticators({ tokens, authenticators = [] }: ApiserverOptions): Authenticator[] {
  return [...(tokens === undefined ? [] : [tokenFileAuthenticator(tokens)]), ...authenticators];
}

function authenticatorOf(
  { clientCa, allowAnonymous = true }: ApiserverOptions,
  serviceAccounts: Authenticator,
  others: readonly Authenticator[],
): Authenticator {
  const certificates = clientCa === undefined ? [] : [clientCertificateAuthenticator()];
  return unionAuthenticator([...certificates, serviceAccounts, ...others], { allowAnonymous });
}
