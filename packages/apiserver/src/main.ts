import { mkdir, readFile } from 'node:fs/promises';
import { systemErrorText, systemErrorWords } from '@sampan/api';
import { readAuthenticationConfiguration } from './authentication/jwt/configuration.js';
import { configurationOfFlags } from './authentication/jwt/oidc-flags.js';
import { ciphersFor, readEncryptionConfiguration } from './configuration/encryption-configuration.js';
import { followFile } from './configuration/follow-file.js';
import { readWebhookKubeconfig } from './configuration/webhook-kubeconfig.js';
import { createAuditLog } from './pipeline/audit-log.js';
import { readAuditPolicy } from './pipeline/audit-policy.js';
import { resourceOfKey } from './resources/resource-of-key.js';
import type { ApiserverOptions, Logger } from './server/apiserver-options.js';
import { authorizationOf } from './server/authorization-of-flags.js';
import { type Flags, parseFlags, UsageError, usage } from './server/flags.js';
import { startApiserver } from './server/start-apiserver.js';
import { encryptingBackend } from './store/encryption/encrypting-backend.js';
import { StoreUnavailableError } from './store/errors.js';
import { databaseFile, rememberState, requireState } from './store/initialized.js';
import { sqliteBackend } from './store/sqlite.js';

const logger: Logger = {
  info: (message) => process.stdout.write(`${message}\n`),
  error: (message, error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error ?? '');
    process.stderr.write(`sampan-apiserver: ${message}: ${detail}\n`);
  },
};

/** The API server's process: `apiserver --data-dir DIR --secure-port PORT …`; `--help` lists the flags. */
process.channel?.unref();
process.exit(await main(process.argv.slice(2)));

/** Runs an API server until it is told to stop (SIGTERM, SIGINT). Resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const flags = parseFlags(args);
    if (flags.help) {
      process.stdout.write(usage);
      return 0;
    }
    return await run(flags);
  } catch (error) {
    process.stderr.write(`sampan-apiserver: ${explain(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(flags: Flags): Promise<number> {
  const stop = stopSignal();
  const server = await startApiserver(await optionsOf(flags));
  if (flags.dataDir !== undefined) await rememberState(flags.dataDir);
  process.stdout.write(`sampan-apiserver: serving on ${server.url}\n`);
  process.send?.('ready');
  const signal = await stop;
  process.stdout.write(`sampan-apiserver: ${signal}: stopping\n`);
  await server.close();
  return 0;
}

/** The first of the signals that ask a process to stop; a second one ends it at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

async function optionsOf(flags: Flags): Promise<ApiserverOptions> {
  const read = (flag: string, file: string | undefined) => (file === undefined ? undefined : readText(flag, file));
  const [
    cert,
    key,
    clientCa,
    tokens,
    signingKey,
    agentCert,
    agentKey,
    agentCa,
    proxyCert,
    proxyKey,
    requestHeaderCa,
    ...verifyingKeys
  ] = await Promise.all([
    read('tls-cert-file', flags.tlsCertFile),
    read('tls-private-key-file', flags.tlsPrivateKeyFile),
    read('client-ca-file', flags.clientCaFile),
    read('token-auth-file', flags.tokenAuthFile),
    read('service-account-signing-key-file', flags.serviceAccountSigningKeyFile),
    read('kubelet-client-certificate', flags.kubeletClientCertificate),
    read('kubelet-client-key', flags.kubeletClientKey),
    read('kubelet-certificate-authority', flags.kubeletCertificateAuthority),
    read('proxy-client-cert-file', flags.proxyClientCertFile),
    read('proxy-client-key-file', flags.proxyClientKeyFile),
    read('requestheader-client-ca-file', flags.requestheaderClientCaFile),
    ...flags.serviceAccountKeyFiles.map((file) => readText('service-account-key-file', file)),
  ]);
  return withoutUndefined({
    backend: await backendOf(flags),
    listen: { host: flags.bindAddress, port: flags.securePort },
    tls: cert !== undefined && key !== undefined ? { cert, key, minVersion: flags.tlsMinVersion } : undefined,
    clientCa,
    tokens,
    allowAnonymous: flags.anonymousAuth,
    authentication: await authenticationOf(flags),
    tokenWebhook: await tokenWebhookOf(flags),
    authorization: await authorizationOf(flags),
    bootstrapTokens: flags.enableBootstrapTokenAuth,
    advertiseAddress: flags.advertiseAddress,
    serviceAccounts: withoutUndefined({
      issuer: flags.serviceAccountIssuer,
      signingKey,
      verifyingKeys: verifyingKeys.length === 0 ? undefined : verifyingKeys.join('\n'),
      jwksUri: flags.serviceAccountJwksUri,
      audiences: flags.apiAudiences.length === 0 ? undefined : flags.apiAudiences,
    }),
    podCidr: flags.clusterCidr,
    serviceCidr: flags.serviceClusterIpRange,
    nodePorts: flags.serviceNodePortRange,
    agentTls: withoutUndefined({ cert: agentCert, key: agentKey, ca: agentCa }),
    proxyClient: withoutUndefined({ cert: proxyCert, key: proxyKey }),
    requestHeader: withoutUndefined({
      ...{ requestHeaderCa, allowedNames: flags.requestheaderAllowedNames },
      headerNames: {
        usernameHeaders: flags.requestheaderUsernameHeaders,
        uidHeaders: flags.requestheaderUidHeaders,
        groupHeaders: flags.requestheaderGroupHeaders,
        extraHeadersPrefixes: flags.requestheaderExtraHeadersPrefix,
      },
    }),
    metricResolution: flags.metricResolution,
    priorityAndFairness: flags.priorityAndFairness,
    inFlight: withoutUndefined({ reading: flags.maxRequestsInflight, writing: flags.maxMutatingRequestsInflight }),
    ...{ minRequestTimeout: flags.minRequestTimeout, eventTtl: flags.eventTtl },
    admissionSwitches: { enable: flags.enableAdmissionPlugins, disable: flags.disableAdmissionPlugins },
    runtimeConfig: flags.runtimeConfig,
    audit: auditOf(flags),
    auditPolicy: await auditPolicyOf(flags),
    logger,
  }) as ApiserverOptions;
}

async function authenticationOf({
  authenticationConfig,
  oidc,
  anonymousAuth,
}: Flags): Promise<ApiserverOptions['authentication']> {
  if (authenticationConfig !== undefined) {
    await readText('authentication-config', authenticationConfig);
    const source = await followFile(authenticationConfig);
    if (anonymousAuth !== undefined && readAuthenticationConfiguration(source.text).anonymous !== undefined) {
      throw new UsageError(
        '--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
      );
    }
    return { source };
  }
  if (oidc === undefined) return undefined;
  const { caFile, signingAlgs, ...flags } = oidc;
  const certificateAuthority = caFile === undefined ? undefined : await readText('oidc-ca-file', caFile);
  return { source: configurationOfFlags({ ...flags, certificateAuthority }), algorithms: signingAlgs };
}

async function tokenWebhookOf(flags: Flags): Promise<ApiserverOptions['tokenWebhook']> {
  const { authenticationTokenWebhookConfigFile: file } = flags;
  if (file === undefined) return undefined;
  const version = flags.authenticationTokenWebhookVersion;
  return { server: await readWebhookKubeconfig(file), version, cacheTtl: flags.authenticationTokenWebhookCacheTtl };
}

async function backendOf({ dataDir, encryptionProviderConfig }: Flags) {
  if (dataDir === undefined) return undefined;
  await mkdir(dataDir, { recursive: true });
  await requireState(dataDir);
  const backend = sqliteBackend({
    file: databaseFile(dataDir),
    onLost: (error) => {
      // Nothing can be written any more: whoever supervises this process starts it again.
      process.stderr.write(`sampan-apiserver: ${error.message}\n`);
      process.exit(1);
    },
  });
  if (encryptionProviderConfig === undefined) return backend;
  const text = await readText('encryption-provider-config', encryptionProviderConfig);
  const configured = readEncryptionConfiguration(text);
  return encryptingBackend(backend, (key) => ciphersFor(configured, resourceOfKey(key)));
}

async function auditPolicyOf({ auditPolicyFile }: Flags): Promise<ApiserverOptions['auditPolicy']> {
  return auditPolicyFile === undefined
    ? undefined
    : readAuditPolicy(await readText('audit-policy-file', auditPolicyFile));
}

function auditOf(flags: Flags): ((line: string) => void) | undefined {
  const { auditLogPath: path, auditLogMaxsize, auditLogMaxbackup, auditLogMaxage } = flags;
  if (path === undefined) return undefined;
  if (path === '-') return (line) => process.stdout.write(line);
  const { write } = createAuditLog({
    path,
    maxBytes: auditLogMaxsize * 1024 * 1024,
    maxBackups: auditLogMaxbackup,
    maxAgeDays: auditLogMaxage,
    now: Date.now,
    onError: (error) => logger.error('audit log', error),
  });
  return write;
}

async function readText(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--${flag} ${file}: ${systemErrorWords(error) ?? 'it cannot be read'}`);
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nRun with --help for all flags.`;
  if (error instanceof StoreUnavailableError) return error.message;
  const { code, address, port, message } = error as Error & { code?: string; address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `${address}:${port} is in use: stop what listens there, or choose another --secure-port`;
  if (code === 'EACCES') return `${address}:${port} may not be used: choose a --secure-port above 1023`;
  return systemErrorText(error) ?? message;
}
