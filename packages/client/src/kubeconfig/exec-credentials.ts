import type { CredentialSource, Credentials } from '../rest/connection-config.js';
import type { ExecConfig, KubeconfigCluster } from './kubeconfig.js';

/** `client.authentication.k8s.io` ExecCredential: what a credential plugin prints. */
interface ExecCredential {
  apiVersion: string;
  kind: string;
  status?: {
    token?: string;
    clientCertificateData?: string;
    clientKeyData?: string;
    expirationTimestamp?: string;
  };
}

/** Runs a credential plugin when credentials are asked for, and keeps what it prints until that expires. */
export function execCredentials(exec: ExecConfig, cluster: KubeconfigCluster): CredentialSource {
  let known: { credentials: Credentials; expires: number } | undefined;
  let running: Promise<Credentials> | undefined;

  async function renew(): Promise<Credentials> {
    const { status } = await runPlugin(exec, cluster);
    const credentials: Credentials = {};
    if (status?.token) credentials.token = status.token;
    if (status?.clientCertificateData) credentials.cert = status.clientCertificateData;
    if (status?.clientKeyData) credentials.key = status.clientKeyData;
    if (Object.keys(credentials).length === 0) {
      throw new Error("getting credentials: exec plugin didn't return a token or cert/key pair");
    }
    const expires = status?.expirationTimestamp ? Date.parse(status.expirationTimestamp) : Number.POSITIVE_INFINITY;
    known = { credentials, expires };
    return credentials;
  }

  return {
    async get() {
      if (known !== undefined && known.expires > Date.now()) return known.credentials;
      running ??= renew().finally(() => {
        running = undefined;
      });
      return running;
    },
    refused() {
      known = undefined;
    },
  };
}

async function runPlugin(exec: ExecConfig, cluster: KubeconfigCluster): Promise<ExecCredential> {
  const apiVersion = exec.apiVersion ?? 'client.authentication.k8s.io/v1';
  const interactive = exec.interactiveMode !== 'Never' && process.stdin.isTTY === true;
  const input = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive, ...(exec.provideClusterInfo && { cluster: clusterInfo(cluster) }) },
  };
  const environment = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const env = { ...process.env, ...environment, KUBERNETES_EXEC_INFO: JSON.stringify(input) };
  const credential = parseCredential(await outputOf(exec, { env, interactive }));
  if (credential.apiVersion !== apiVersion) {
    const got = `plugin returned version ${credential.apiVersion}`;
    throw new Error(`getting credentials: exec plugin is configured to use API version ${apiVersion}, ${got}`);
  }
  return credential;
}

function clusterInfo(cluster: KubeconfigCluster): Record<string, unknown> {
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'certificate-authority-data': cluster['certificate-authority-data'],
    'proxy-url': cluster['proxy-url'],
    config: null,
  };
}

function parseCredential(output: string): ExecCredential {
  try {
    return JSON.parse(output) as ExecCredential;
  } catch (cause) {
    throw new Error('getting credentials: decoding stdout: the plugin printed no ExecCredential', { cause });
  }
}

/** What the program prints; loaded late, because few users have a plugin. */
async function outputOf(
  { command, args = [], installHint }: ExecConfig,
  { env, interactive }: { env: NodeJS.ProcessEnv; interactive: boolean },
): Promise<string> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const hint = installHint ? `\n\n${installHint}` : '';
      const why = error.code === 'ENOENT' ? `executable ${command} not found${hint}` : error.message;
      reject(new Error(`getting credentials: exec: ${why}`));
    });
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`getting credentials: exec: executable ${command} failed with exit code ${code}`));
    });
  });
}
