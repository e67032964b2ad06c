import { readFile } from 'node:fs/promises';
import { systemErrorText } from '@sampan/api';
import type { ConnectionConfig, Impersonation } from '../rest/connection-config.js';
import { execCredentials } from './exec-credentials.js';
import { inClusterConnection } from './in-cluster.js';
import type { KubeconfigCluster, KubeconfigContext, KubeconfigUser } from './kubeconfig.js';
import { KubeconfigError } from './kubeconfig-error.js';
import type { LoadedKubeconfig } from './load-kubeconfig.js';
import { proxyFromEnvironment } from './proxy-from-environment.js';

/** What the command line says over the kubeconfig: the global flags of `kubectl`. */
export interface ConnectionOverrides {
  context?: string;
  cluster?: string;
  user?: string;
  namespace?: string;
  server?: string;
  token?: string;
  username?: string;
  password?: string;
  clientCertificate?: string;
  clientKey?: string;
  certificateAuthority?: string;
  insecureSkipTlsVerify?: boolean;
  tlsServerName?: string;
  impersonate?: Impersonation;
  timeoutMs?: number;
  userAgent?: string;
}

/** A connection, and the namespace that the context names (`default` when none does). */
export interface ResolvedConnection {
  connection: ConnectionConfig;
  namespace: string;
  /** The context's name, empty when there is none. */
  context: string;
}

/** Where `kubectl` looks when nothing says where the server is. */
const defaultServer = 'http://localhost:8080';

/**
 * The connection that a context describes: the current one, or that of `overrides`. Without any configuration it is the
 * cluster that this process runs in as a pod, or else `kubectl`'s default. Throws, in client-go's words, where a name or
 * a file that is referred to does not exist.
 */
export async function connectionFor(
  { config }: LoadedKubeconfig,
  overrides: ConnectionOverrides = {},
): Promise<ResolvedConnection> {
  const contextName = overrides.context || config['current-context'];
  const context = named(config.contexts, contextName, overrides.context ? 'context' : undefined)?.context;
  if (context === undefined && overrides.cluster === undefined && overrides.server === undefined) {
    const inCluster = await inClusterConnection();
    if (inCluster !== undefined) return { ...inCluster, context: '' };
  }
  const cluster = clusterOf(config.clusters, context, overrides);
  const userName = overrides.user || context?.user || '';
  const user = named(config.users, userName, overrides.user ? 'auth info' : undefined)?.user ?? {};
  const connection = await connectionOf(cluster, user, {
    overrides,
    clusterName: overrides.cluster || context?.cluster || '',
    userName,
  });
  return {
    connection,
    namespace: overrides.namespace || context?.namespace || 'default',
    context: context === undefined ? '' : contextName,
  };
}

/** The entry called `name`; that it has to exist is said by naming what it is. */
function named<E extends { name: string }>(
  entries: readonly E[],
  name: string,
  required: string | undefined,
): E | undefined {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined && required !== undefined) throw new KubeconfigError(`${required} "${name}" does not exist`);
  return entry;
}

function clusterOf(
  clusters: readonly { name: string; cluster: KubeconfigCluster }[],
  context: KubeconfigContext | undefined,
  { cluster: override }: ConnectionOverrides,
): KubeconfigCluster {
  const name = override || context?.cluster || '';
  return named(clusters, name, override ? 'cluster' : undefined)?.cluster ?? {};
}

interface Names {
  overrides: ConnectionOverrides;
  clusterName: string;
  userName: string;
}

async function connectionOf(cluster: KubeconfigCluster, user: KubeconfigUser, names: Names): Promise<ConnectionConfig> {
  const { overrides, clusterName, userName } = names;
  const server = normalizedServer(overrides.server || cluster.server || process.env.KUBERNETES_MASTER || defaultServer);
  const insecure = overrides.insecureSkipTlsVerify ?? cluster['insecure-skip-tls-verify'] ?? false;
  const ca = insecure
    ? undefined
    : await pem(
        overrides.certificateAuthority ? undefined : cluster['certificate-authority-data'],
        overrides.certificateAuthority || cluster['certificate-authority'],
        `certificate-authority %s for ${clusterName}`,
      );
  if (overrides.certificateAuthority && ca !== undefined && !ca.includes('-----BEGIN ')) {
    throw new KubeconfigError('unable to load root certificates: unable to parse bytes as PEM block');
  }
  checkIdentity(overrides, userName);
  const cert = await pem(
    overrides.clientCertificate ? undefined : user['client-certificate-data'],
    overrides.clientCertificate || user['client-certificate'],
    `client-cert %s for ${userName}`,
  );
  const key = await pem(
    overrides.clientKey ? undefined : user['client-key-data'],
    overrides.clientKey || user['client-key'],
    `client-key %s for ${userName}`,
  );
  const hasOwnIdentity = overrides.token !== undefined || overrides.username !== undefined;
  const exec = hasOwnIdentity ? undefined : user.exec;
  return defined({
    server,
    ca,
    cert,
    key,
    insecureSkipTlsVerify: insecure || undefined,
    token: overrides.token ?? (overrides.username === undefined ? user.token : undefined),
    tokenFile: hasOwnIdentity || user.token ? undefined : user.tokenFile,
    username: overrides.username ?? (overrides.token === undefined ? user.username : undefined),
    password: overrides.password ?? user.password,
    credentials: exec === undefined ? undefined : execCredentials(exec, { ...cluster, server }),
    tlsServerName: overrides.tlsServerName || cluster['tls-server-name'],
    impersonate: overrides.impersonate ?? impersonationOf(user),
    userAgent: overrides.userAgent,
    proxyUrl: cluster['proxy-url'] || proxyFromEnvironment(server, process.env),
    timeoutMs: overrides.timeoutMs,
  });
}

/** What the command line says about who asks has to be one thing, and groups are those of somebody. */
function checkIdentity({ token, username, impersonate }: ConnectionOverrides, user: string): void {
  if (token !== undefined && username !== undefined) {
    throw new KubeconfigError(
      `Error in configuration: more than one authentication method found for ${user}; found [token basicAuth], only one is allowed`,
    );
  }
  if (impersonate !== undefined && !impersonate.user && (impersonate.uid || impersonate.groups?.length)) {
    throw new KubeconfigError(
      `Error in configuration: requesting uid, groups or user-extra for ${user} without impersonating a user`,
    );
  }
}

/** `host:port` is taken as `http://host:port`, as clientcmd does. Throws for what is no address. */
function normalizedServer(server: string): string {
  const url = server.includes('://') ? server : `http://${server}`;
  const port = /^[a-z]+:\/\/[^/]*:(\d+)(\/|$)/.exec(url)?.[1];
  if (Number(port) > 65_535)
    throw new KubeconfigError(`Unable to connect to the server: dial tcp: address ${port}: invalid port`);
  if (!URL.canParse(url))
    throw new KubeconfigError(`host must be a URL or a host:port pair: ${JSON.stringify(server)}`);
  const { protocol } = new URL(url);
  if (protocol === 'http:' || protocol === 'https:') return url;
  throw new KubeconfigError(
    `Unable to connect to the server: unsupported protocol scheme ${JSON.stringify(protocol.slice(0, -1))}`,
  );
}

async function pem(data: string | undefined, file: string | undefined, subject: string): Promise<string | undefined> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  if (!file) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = systemErrorText(error, file) ?? 'it cannot be read';
    throw new KubeconfigError(`Error in configuration: unable to read ${subject.replace('%s', file)} due to ${why}`);
  }
}

function impersonationOf(user: KubeconfigUser): Impersonation | undefined {
  if (user.as === undefined && user['as-groups'] === undefined && user['as-uid'] === undefined) return undefined;
  return defined({ user: user.as, groups: user['as-groups'], uid: user['as-uid'], extra: user['as-user-extra'] });
}

type Defined<O> = { [K in keyof O]: Exclude<O[K], undefined> };

function defined<O extends object>(object: O): Defined<O> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<O>;
}
