import { parseArgs } from 'node:util';
import { flagErrorText, isCidr, parseDuration, quote } from '@sampan/api';
import { admissionSwitchesProblem } from '../admission/plugins/index.js';
import { signingAlgorithms } from '../authentication/jwt/jwt-authenticator.js';
import type { OidcFlags } from '../authentication/jwt/oidc-flags.js';
import { defaultRequestHeaders } from '../authentication/request-header.js';
import { authorizationModes } from '../authorization/webhook/authorization-configuration.js';
import { parseRuntimeConfig, type RuntimeConfig } from '../kinds/runtime-config.js';

/** A command line that cannot be carried out; the message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command line says, by kube-apiserver's names. */
export interface Flags {
  readonly bindAddress: string;
  readonly securePort: number;
  readonly advertiseAddress: string | undefined;
  readonly dataDir: string | undefined;
  readonly tlsCertFile: string | undefined;
  readonly tlsPrivateKeyFile: string | undefined;
  readonly clientCaFile: string | undefined;
  readonly tokenAuthFile: string | undefined;
  /** Undefined: nobody says, and they are let in. */
  readonly anonymousAuth: boolean | undefined;
  readonly authenticationConfig: string | undefined;
  /** Undefined: no issuer is named by flags. */
  readonly oidc:
    | (Omit<OidcFlags, 'certificateAuthority'> & { caFile: string | undefined; signingAlgs: string[] })
    | undefined;
  readonly enableBootstrapTokenAuth: boolean;
  readonly authenticationTokenWebhookConfigFile: string | undefined;
  readonly authenticationTokenWebhookVersion: 'v1' | 'v1beta1';
  /** Milliseconds. */
  readonly authenticationTokenWebhookCacheTtl: number;
  readonly authorizationConfig: string | undefined;
  /** Undefined: nobody says. */
  readonly authorizationModes: readonly string[] | undefined;
  readonly authorizationPolicyFile: string | undefined;
  readonly authorizationWebhookConfigFile: string | undefined;
  readonly authorizationWebhookVersion: 'v1' | 'v1beta1';
  /** Milliseconds. */
  readonly authorizationWebhookAuthorizedTtl: number;
  readonly authorizationWebhookUnauthorizedTtl: number;
  /** Milliseconds. */
  readonly eventTtl: number;
  /** Seconds. */
  readonly minRequestTimeout: number;
  readonly tlsMinVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly serviceAccountJwksUri: string | undefined;
  readonly serviceAccountIssuer: string | undefined;
  readonly serviceAccountSigningKeyFile: string | undefined;
  readonly serviceAccountKeyFiles: readonly string[];
  readonly apiAudiences: readonly string[];
  readonly clusterCidr: string | undefined;
  readonly serviceClusterIpRange: string | undefined;
  readonly serviceNodePortRange: readonly [number, number] | undefined;
  readonly kubeletClientCertificate: string | undefined;
  readonly kubeletClientKey: string | undefined;
  readonly kubeletCertificateAuthority: string | undefined;
  /** Milliseconds. */
  readonly metricResolution: number;
  readonly proxyClientCertFile: string | undefined;
  readonly proxyClientKeyFile: string | undefined;
  readonly requestheaderClientCaFile: string | undefined;
  readonly requestheaderAllowedNames: readonly string[];
  readonly requestheaderUsernameHeaders: readonly string[];
  readonly requestheaderUidHeaders: readonly string[];
  readonly requestheaderGroupHeaders: readonly string[];
  readonly requestheaderExtraHeadersPrefix: readonly string[];
  readonly auditLogPath: string | undefined;
  readonly auditPolicyFile: string | undefined;
  /** Megabytes. */
  readonly auditLogMaxsize: number;
  readonly auditLogMaxbackup: number;
  /** Days. */
  readonly auditLogMaxage: number;
  readonly priorityAndFairness: boolean;
  readonly maxRequestsInflight: number | undefined;
  readonly maxMutatingRequestsInflight: number | undefined;
  readonly encryptionProviderConfig: string | undefined;
  readonly enableAdmissionPlugins: readonly string[];
  readonly disableAdmissionPlugins: readonly string[];
  readonly runtimeConfig: RuntimeConfig;
  readonly help: boolean;
}

const string = { type: 'string' } as const;

const options = {
  'advertise-address': string,
  'anonymous-auth': string,
  'api-audiences': string,
  'audit-log-maxage': string,
  'authentication-config': string,
  'audit-log-maxbackup': string,
  'audit-log-maxsize': string,
  'audit-log-path': string,
  'audit-policy-file': string,
  'authentication-token-webhook-cache-ttl': string,
  'authentication-token-webhook-config-file': string,
  'authentication-token-webhook-version': string,
  'authorization-config': string,
  'authorization-mode': { type: 'string', multiple: true },
  'authorization-policy-file': string,
  'authorization-webhook-cache-authorized-ttl': string,
  'authorization-webhook-cache-unauthorized-ttl': string,
  'authorization-webhook-config-file': string,
  'authorization-webhook-version': string,
  'bind-address': string,
  'client-ca-file': string,
  'cluster-cidr': string,
  'data-dir': string,
  'disable-admission-plugins': { type: 'string', multiple: true },
  'enable-bootstrap-token-auth': string,
  'enable-admission-plugins': { type: 'string', multiple: true },
  'encryption-provider-config': string,
  'event-ttl': string,
  help: { type: 'boolean', short: 'h' },
  'kubelet-certificate-authority': string,
  'kubelet-client-certificate': string,
  'kubelet-client-key': string,
  'max-mutating-requests-inflight': string,
  'max-requests-inflight': string,
  'enable-priority-and-fairness': string,
  'metric-resolution': string,
  'min-request-timeout': string,
  'oidc-ca-file': string,
  'oidc-client-id': string,
  'oidc-groups-claim': string,
  'oidc-groups-prefix': string,
  'oidc-issuer-url': string,
  'oidc-required-claim': { type: 'string', multiple: true },
  'oidc-signing-algs': { type: 'string', multiple: true },
  'oidc-username-claim': string,
  'oidc-username-prefix': string,
  'runtime-config': { type: 'string', multiple: true },
  'proxy-client-cert-file': string,
  'proxy-client-key-file': string,
  'requestheader-allowed-names': { type: 'string', multiple: true },
  'requestheader-client-ca-file': string,
  'requestheader-extra-headers-prefix': { type: 'string', multiple: true },
  'requestheader-group-headers': { type: 'string', multiple: true },
  'requestheader-uid-headers': { type: 'string', multiple: true },
  'requestheader-username-headers': { type: 'string', multiple: true },
  'secure-port': string,
  'service-account-issuer': string,
  'service-account-jwks-uri': string,
  'service-account-key-file': { type: 'string', multiple: true },
  'service-account-signing-key-file': string,
  'service-cluster-ip-range': string,
  'service-node-port-range': string,
  'tls-cert-file': string,
  'tls-min-version': string,
  'tls-private-key-file': string,
  'token-auth-file': string,
} as const;

/** What the server knows of kube-apiserver's flags, and its own. */
export const flagNames = Object.keys(options);

export const usage = `Usage: sampan-apiserver [flags]

  --secure-port PORT                    where to serve HTTPS; 0 takes a free port (6443)
  --bind-address ADDRESS                the address to listen on (127.0.0.1)
  --advertise-address ADDRESS           the address that Pods and clients are told (the one bound to)
  --data-dir DIRECTORY                  where the state is kept; without it, in memory
  --encryption-provider-config FILE     an EncryptionConfiguration: what is encrypted there
  --tls-cert-file, --tls-private-key-file FILE
  --tls-min-version VersionTLS12|VersionTLS13 (VersionTLS12)
  --client-ca-file FILE                 who signs clients' certificates
  --token-auth-file FILE                lines of token,user,uid,"group1,group2"
  --anonymous-auth true|false           whether requests without credentials are let in as system:anonymous (true)
  --authentication-config FILE          an AuthenticationConfiguration: issuers whose tokens are believed, and who is let
                                        in without any; read again when it changes
  --oidc-issuer-url URL, --oidc-client-id ID
                                        the one issuer that flags can name, and whom its tokens are for
  --oidc-ca-file FILE, --oidc-signing-algs LIST (RS256), --oidc-required-claim KEY=VALUE
  --oidc-username-claim NAME (sub), --oidc-username-prefix TEXT (URL#; - is none)
  --oidc-groups-claim NAME, --oidc-groups-prefix TEXT
  --authentication-token-webhook-config-file FILE
                                        a kubeconfig that says who is asked whose tokens those are that nobody knows
  --authentication-token-webhook-version v1|v1beta1 (v1beta1), --authentication-token-webhook-cache-ttl DURATION (2m)
  --authorization-mode LIST             who is asked whether somebody may do something, in this order: Node, RBAC, ABAC,
                                        Webhook, AlwaysAllow, AlwaysDeny (Node,RBAC)
  --authorization-config FILE           the same as an AuthorizationConfiguration
  --authorization-policy-file FILE      the policies of ABAC, one a line
  --authorization-webhook-config-file FILE, --authorization-webhook-version v1|v1beta1 (v1beta1),
  --authorization-webhook-cache-authorized-ttl DURATION (5m), --authorization-webhook-cache-unauthorized-ttl DURATION (30s)
  --enable-bootstrap-token-auth true|false
                                        whether Secrets of kube-system may be tokens by which nodes join (false)
  --service-account-issuer URL, --service-account-jwks-uri URL, --api-audiences LIST
  --service-account-signing-key-file FILE, --service-account-key-file FILE (may be repeated)
  --cluster-cidr CIDR,…                 addresses of Pods (127.64.0.0/11)
  --service-cluster-ip-range CIDR       cluster addresses of Services (127.96.0.0/16)
  --service-node-port-range FIRST-LAST  node ports of Services (30000-32767)
  --kubelet-client-certificate, --kubelet-client-key, --kubelet-certificate-authority FILE
  --proxy-client-cert-file, --proxy-client-key-file FILE
                                        what is shown to servers behind APIServices
  --requestheader-client-ca-file FILE, --requestheader-allowed-names LIST
                                        which proxies are believed who asks, and how servers behind APIServices know
                                        this one, as extension-apiserver-authentication tells them
  --requestheader-username-headers LIST (X-Remote-User), --requestheader-uid-headers LIST (X-Remote-Uid),
  --requestheader-group-headers LIST (X-Remote-Group), --requestheader-extra-headers-prefix LIST (X-Remote-Extra-)
  --metric-resolution DURATION          how old metrics of nodes and Pods may be (15s)
  --max-requests-inflight N (400), --max-mutating-requests-inflight N (200)
  --enable-priority-and-fairness true|false
                                        whether these are seats that FlowSchemas share out (true)
  --min-request-timeout SECONDS (1800)  for how long a watch goes on that does not say it
  --event-ttl DURATION (1h)             for how long Events are kept
  --enable-admission-plugins, --disable-admission-plugins LIST
                                        which of them run (all)
  --runtime-config KEY=true|false,…     versions that are shown, or not served: api/all, api/beta, api/legacy,
                                        apps/v1beta1, extensions/v1beta1/deployments; those that are gone from
                                        Kubernetes are served without being shown
  --audit-log-path FILE                 an audit log; - is standard output
  --audit-policy-file FILE              how much is written there of which requests; without it, who asked for what
  --audit-log-maxsize MEGABYTES (100)   how large it gets before a new file is begun; 0: without end
  --audit-log-maxbackup N (10), --audit-log-maxage DAYS (0)
                                        which full files are kept; 0: all of them
`;

/** Reads the command line. Throws {@link UsageError}. */
export function parseFlags(args: readonly string[]): Flags {
  const values = parse(args);
  const flags: Flags = {
    bindAddress: values['bind-address'] ?? '127.0.0.1',
    securePort: portOf(values['secure-port'] ?? '6443'),
    advertiseAddress: values['advertise-address'],
    dataDir: values['data-dir'],
    tlsCertFile: values['tls-cert-file'],
    tlsPrivateKeyFile: values['tls-private-key-file'],
    clientCaFile: values['client-ca-file'],
    tokenAuthFile: values['token-auth-file'],
    anonymousAuth:
      values['anonymous-auth'] === undefined ? undefined : booleanOf('anonymous-auth', values['anonymous-auth']),
    authenticationConfig: values['authentication-config'],
    oidc: oidcOf(values),
    enableBootstrapTokenAuth: booleanOf(
      'enable-bootstrap-token-auth',
      values['enable-bootstrap-token-auth'] ?? 'false',
    ),
    ...webhookFlags(values),
    authorizationConfig: values['authorization-config'],
    authorizationModes: modesOf(values),
    authorizationPolicyFile: values['authorization-policy-file'],
    eventTtl: durationOf('event-ttl', values['event-ttl'] ?? '1h'),
    minRequestTimeout: limitOf('min-request-timeout', values['min-request-timeout']) ?? 1800,
    tlsMinVersion: tlsVersionOf(values['tls-min-version'] ?? 'VersionTLS12'),
    serviceAccountJwksUri: values['service-account-jwks-uri'],
    serviceAccountIssuer: values['service-account-issuer'],
    serviceAccountSigningKeyFile: values['service-account-signing-key-file'],
    serviceAccountKeyFiles: values['service-account-key-file'] ?? [],
    apiAudiences: (values['api-audiences'] ?? '').split(',').filter((audience) => audience !== ''),
    clusterCidr: cidrsOf('cluster-cidr', values['cluster-cidr']),
    serviceClusterIpRange: values['service-cluster-ip-range'],
    serviceNodePortRange: portRangeOf(values['service-node-port-range']),
    kubeletClientCertificate: values['kubelet-client-certificate'],
    kubeletClientKey: values['kubelet-client-key'],
    kubeletCertificateAuthority: values['kubelet-certificate-authority'],
    metricResolution: durationOf('metric-resolution', values['metric-resolution'] ?? '15s'),
    proxyClientCertFile: values['proxy-client-cert-file'],
    proxyClientKeyFile: values['proxy-client-key-file'],
    requestheaderClientCaFile: values['requestheader-client-ca-file'],
    requestheaderAllowedNames: listOf(values['requestheader-allowed-names']),
    requestheaderUsernameHeaders: listOf(
      values['requestheader-username-headers'] ?? defaultRequestHeaders.usernameHeaders,
    ),
    requestheaderUidHeaders: listOf(values['requestheader-uid-headers'] ?? defaultRequestHeaders.uidHeaders),
    requestheaderGroupHeaders: listOf(values['requestheader-group-headers'] ?? defaultRequestHeaders.groupHeaders),
    requestheaderExtraHeadersPrefix: listOf(
      values['requestheader-extra-headers-prefix'] ?? defaultRequestHeaders.extraHeadersPrefixes,
    ),
    auditLogPath: values['audit-log-path'],
    auditPolicyFile: values['audit-policy-file'],
    auditLogMaxsize: countOf('audit-log-maxsize', values['audit-log-maxsize'] ?? '100'),
    auditLogMaxbackup: countOf('audit-log-maxbackup', values['audit-log-maxbackup'] ?? '10'),
    auditLogMaxage: countOf('audit-log-maxage', values['audit-log-maxage'] ?? '0'),
    maxRequestsInflight: limitOf('max-requests-inflight', values['max-requests-inflight']),
    maxMutatingRequestsInflight: limitOf('max-mutating-requests-inflight', values['max-mutating-requests-inflight']),
    priorityAndFairness: booleanOf('enable-priority-and-fairness', values['enable-priority-and-fairness'] ?? 'true'),
    encryptionProviderConfig: values['encryption-provider-config'],
    enableAdmissionPlugins: listOf(values['enable-admission-plugins']),
    disableAdmissionPlugins: listOf(values['disable-admission-plugins']),
    runtimeConfig: runtimeConfigOf(listOf(values['runtime-config'])),
    help: values.help ?? false,
  };
  const problem = admissionSwitchesProblem({
    enable: flags.enableAdmissionPlugins,
    disable: flags.disableAdmissionPlugins,
  });
  if (problem !== undefined) throw new UsageError(problem);
  if ((flags.tlsCertFile === undefined) !== (flags.tlsPrivateKeyFile === undefined)) {
    throw new UsageError('--tls-cert-file and --tls-private-key-file go together: give both');
  }
  if (!flags.help && flags.tlsCertFile === undefined) {
    throw new UsageError('--tls-cert-file and --tls-private-key-file are required');
  }
  return flags;
}

function listOf(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(',')).filter((name) => name !== '');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(flagErrorText(error) ?? (error as Error).message);
  }
}

type Values = ReturnType<typeof parse>;

function webhookFlags(values: Values) {
  type Versions = 'authentication-token-webhook-version' | 'authorization-webhook-version';
  const versionOf = (name: Versions): 'v1' | 'v1beta1' => {
    const version = values[name] ?? 'v1beta1';
    if (version !== 'v1' && version !== 'v1beta1') throw new UsageError(`--${name} ${version}: must be v1 or v1beta1`);
    return version;
  };
  const ttlOf = (name: keyof Values & `${string}-ttl`, otherwise: string) =>
    durationOf(name, values[name] ?? otherwise);
  return {
    authenticationTokenWebhookConfigFile: values['authentication-token-webhook-config-file'],
    authenticationTokenWebhookVersion: versionOf('authentication-token-webhook-version'),
    authenticationTokenWebhookCacheTtl: ttlOf('authentication-token-webhook-cache-ttl', '2m'),
    authorizationWebhookConfigFile: values['authorization-webhook-config-file'],
    authorizationWebhookVersion: versionOf('authorization-webhook-version'),
    authorizationWebhookAuthorizedTtl: ttlOf('authorization-webhook-cache-authorized-ttl', '5m'),
    authorizationWebhookUnauthorizedTtl: ttlOf('authorization-webhook-cache-unauthorized-ttl', '30s'),
  };
}

/** Modes and what they need, in the words of kube-apiserver. */
function modesOf(values: Values): string[] | undefined {
  const modes = values['authorization-mode'] === undefined ? undefined : listOf(values['authorization-mode']);
  const others = Object.keys(values).filter(
    (name) => name === 'authorization-mode' || name.startsWith('authorization-webhook-'),
  );
  if (values['authorization-config'] !== undefined && others.length > 0) {
    throw new UsageError(
      '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
    );
  }
  for (const [index, mode] of (modes ?? []).entries()) {
    if (!authorizationModes.includes(mode))
      throw new UsageError(`authorization-mode ${quote(mode)} is not a valid mode`);
    if (modes?.indexOf(mode) !== index) {
      throw new UsageError(`authorization-mode ${quote(mode)} has mode specified more than once`);
    }
  }
  const [policies, webhook] = [values['authorization-policy-file'], values['authorization-webhook-config-file']];
  if (modes?.includes('ABAC') && !policies)
    throw new UsageError("authorization-mode ABAC's authorization policy file not passed");
  if (modes?.includes('Webhook') && !webhook)
    throw new UsageError("authorization-mode Webhook's authorization config file not passed");
  if (policies && !modes?.includes('ABAC'))
    throw new UsageError('cannot specify --authorization-policy-file without mode ABAC');
  if (webhook && !modes?.includes('Webhook')) {
    throw new UsageError('cannot specify --authorization-webhook-config-file without mode Webhook');
  }
  return modes;
}

function oidcOf(values: Values): Flags['oidc'] {
  const { 'oidc-issuer-url': issuerUrl, 'oidc-client-id': clientId } = values;
  const given = Object.keys(values).filter((name) => name.startsWith('oidc-'));
  if (given.length === 0) return undefined;
  if (values['authentication-config'] !== undefined) {
    throw new UsageError('authentication-config file and oidc-* flags are mutually exclusive');
  }
  if (!issuerUrl || !clientId) {
    throw new UsageError('oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set');
  }
  return {
    ...{ issuerUrl, clientId },
    caFile: values['oidc-ca-file'],
    signingAlgs: algorithmsOf(listOf(values['oidc-signing-algs'] ?? ['RS256'])),
    usernameClaim: values['oidc-username-claim'] ?? 'sub',
    usernamePrefix: values['oidc-username-prefix'],
    groupsClaim: values['oidc-groups-claim'],
    groupsPrefix: values['oidc-groups-prefix'] ?? '',
    requiredClaims: pairsOf('oidc-required-claim', listOf(values['oidc-required-claim'])),
  };
}

function algorithmsOf(names: readonly string[]): string[] {
  for (const name of names) {
    if (!signingAlgorithms.includes(name))
      throw new UsageError(`--oidc-signing-algs ${name}: must be one of ${signingAlgorithms.join(', ')}`);
  }
  return [...names];
}

function pairsOf(name: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', ...value] = pair.split('=');
      if (key === '' || value.length === 0) throw new UsageError(`--${name} ${pair}: must be KEY=VALUE`);
      return [key, value.join('=')];
    }),
  );
}

function runtimeConfigOf(values: readonly string[]): RuntimeConfig {
  try {
    return parseRuntimeConfig(values);
  } catch (error) {
    throw new UsageError(`--runtime-config: ${(error as Error).message}`);
  }
}

function tlsVersionOf(text: string): 'TLSv1.2' | 'TLSv1.3' {
  if (text === 'VersionTLS12') return 'TLSv1.2';
  if (text === 'VersionTLS13') return 'TLSv1.3';
  throw new UsageError(`--tls-min-version ${text}: must be VersionTLS12 or VersionTLS13`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--secure-port ${text}: must be a port, 0 to 65535`);
  return port;
}

function booleanOf(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new UsageError(`--${name} ${text}: must be true or false`);
  return text === 'true';
}

function portRangeOf(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const range = [Number(first), Number(last)] as const;
  if (first === undefined || range[0] < 1 || range[1] > 65_535 || range[0] > range[1]) {
    throw new UsageError(`--service-node-port-range ${text}: must be FIRST-LAST, for example 30000-32767`);
  }
  return range;
}

/** Milliseconds; of `15s`, `1m30s`. */
function durationOf(name: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new UsageError(`--${name} ${text}: ${(error as Error).message}`);
  }
}

/** Ranges of addresses, separated by commas. */
function cidrsOf(name: string, text: string | undefined): string | undefined {
  for (const cidr of text?.split(',') ?? []) {
    if (isCidr(cidr).length > 0) throw new UsageError(`--${name} ${cidr}: ${isCidr(cidr)[0]}`);
  }
  return text;
}

function countOf(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} ${text}: must be a number, 0 or above`);
  return Number(text);
}

function limitOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${name} ${text}: must be a number above 0`);
  return Number(text);
}
