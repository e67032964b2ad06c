import { generateKeyPair, randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ClusterConfig } from '../layout/cluster-config.js';
import type { ClusterFolder } from '../layout/cluster-folder.js';
import { UserError } from '../user-error.js';
import type { CertificateRequest, KeyPair } from './certificate-authority.js';

/** Names of the certificates that clusters have, besides one for each node. */
export const clusterCertificates = {
  apiserver: 'apiserver',
  apiserverNodeClient: 'apiserver-node-client',
  admin: 'admin',
  controllerManager: 'controller-manager',
  scheduler: 'scheduler',
  serviceProxy: 'service-proxy',
  nodeSimulator: 'node-simulator',
  frontProxy: 'front-proxy-client',
} as const;

/** The authority by which servers behind APIServices know the API server. */
export const frontProxyCa = 'front-proxy-ca';

/** Where a certificate of the cluster and its key are. */
export function certificateFiles(folder: ClusterFolder, name: string): { cert: string; key: string } {
  return { cert: path.join(folder.pki, `${name}.crt`), key: path.join(folder.pki, `${name}.key`) };
}

/**
 * Makes what is missing of the cluster's certificates, its service account key and its administrator's token; what
 * exists is kept, so that kubeconfigs stay valid over restarts.
 */
export async function ensureClusterPki(folder: ClusterFolder, config: ClusterConfig): Promise<void> {
  await mkdir(folder.pki, { recursive: true, mode: 0o700 });
  const authority = await ensureKeyPair(folder, 'ca', async () =>
    (await signer()).createAuthority(`sampan-${config.name}`),
  );
  // Who this one has signed may say in headers who asks: nobody else may be signed by it.
  const frontProxyAuthority = await ensureKeyPair(folder, frontProxyCa, async () =>
    (await signer()).createAuthority(frontProxyCa),
  );
  await Promise.all([
    ensureKeyPair(folder, clusterCertificates.frontProxy, async () =>
      (await signer()).issueCertificate(frontProxyAuthority, frontProxyRequest),
    ),
    ...Object.entries(certificateRequests(config)).map(([name, request]) =>
      ensureKeyPair(folder, name, async () => (await signer()).issueCertificate(authority, request)),
    ),
    ensureServiceAccountKey(folder),
    ensureAdminToken(folder),
  ]);
}

/** Loaded when a certificate has to be made: a cluster that is resumed has them all. */
function signer(): Promise<typeof import('./certificate-authority.js')> {
  return import('./certificate-authority.js');
}

/** The bearer token of the cluster's administrator. */
export async function readAdminToken(folder: ClusterFolder): Promise<string> {
  const line = await readFile(tokenFile(folder), 'utf8');
  return line.slice(0, line.indexOf(','));
}

/** Static tokens, in the format of kube-apiserver's `--token-auth-file`. */
export function tokenFile(folder: ClusterFolder): string {
  return path.join(folder.pki, 'tokens.csv');
}

/** The identity of each part of the cluster: users and groups are those that Kubernetes' bootstrap roles name. */
function certificateRequests(config: ClusterConfig): Record<string, CertificateRequest> {
  const client = (commonName: string, ...organizations: string[]): CertificateRequest => ({
    commonName,
    organizations,
    usages: ['client'],
  });
  return {
    [clusterCertificates.apiserver]: {
      commonName: 'kube-apiserver',
      usages: ['server'],
      dnsNames: [
        'localhost',
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
        os.hostname(),
      ],
      ipAddresses: ['127.0.0.1', '::1', firstAddress(config.serviceCidr)],
    },
    [clusterCertificates.apiserverNodeClient]: nodeClientRequest,
    [clusterCertificates.admin]: client('kubernetes-admin', 'system:masters'),
    [clusterCertificates.controllerManager]: client('system:kube-controller-manager'),
    [clusterCertificates.scheduler]: client('system:kube-scheduler'),
    [clusterCertificates.serviceProxy]: client('system:kube-proxy'),
    // It speaks for many nodes at once, which no role of a node allows.
    ...(config.simulatedNodes !== undefined && {
      [clusterCertificates.nodeSimulator]: client('system:node-simulator', 'system:masters'),
    }),
    ...Object.fromEntries(config.nodes.map((node) => [node.name, nodeRequest(node.name)])),
  };
}

/** The API server's identity towards nodes' agents. */
export const nodeClientRequest: CertificateRequest = {
  commonName: 'kube-apiserver-kubelet-client',
  organizations: [],
  usages: ['client'],
};

/** The API server's identity towards servers behind APIServices. */
const frontProxyRequest: CertificateRequest = { commonName: 'front-proxy-client', usages: ['client'] };

/** A node's certificate serves its agent's API, and is the agent's identity towards the API server. */
export function nodeRequest(name: string): CertificateRequest {
  return {
    commonName: `system:node:${name}`,
    organizations: ['system:nodes'],
    usages: ['client', 'server'],
    dnsNames: [name, 'localhost'],
    ipAddresses: ['127.0.0.1', '::1'],
  };
}

/** The address that the `kubernetes` Service gets: the first of the range. */
function firstAddress(cidr: string): string {
  const octets = (cidr.split('/')[0] ?? '').split('.').map(Number);
  return [...octets.slice(0, 3), (octets[3] ?? 0) + 1].join('.');
}

async function ensureKeyPair(folder: ClusterFolder, name: string, create: () => Promise<KeyPair>): Promise<KeyPair> {
  const files = certificateFiles(folder, name);
  const [hasCert, hasKey] = await Promise.all([exists(files.cert), exists(files.key)]);
  if (hasCert && hasKey) {
    const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
    return { cert, key };
  }
  // The key is written first: a certificate without one has lost it, and a new authority would lock everybody out.
  if (hasCert) {
    throw new UserError(
      `the key ${files.key} is missing, its certificate is there`,
      `bring it back, or remove ${files.cert} too for a new pair`,
    );
  }
  const pair = await create();
  await writeFile(files.key, pair.key, { mode: 0o600 });
  await writeFile(files.cert, pair.cert);
  return pair;
}

/** RS256: what everybody who verifies tokens of OpenID Connect has to know, as the service accounts' of Kubernetes are signed. */
async function ensureServiceAccountKey(folder: ClusterFolder): Promise<void> {
  const file = serviceAccountKeyFile(folder);
  if (await exists(file)) return;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}

/** The key that signs service account tokens. */
export function serviceAccountKeyFile(folder: ClusterFolder): string {
  return path.join(folder.pki, 'service-account.key');
}

async function ensureAdminToken(folder: ClusterFolder): Promise<void> {
  if (await exists(tokenFile(folder))) return;
  const token = randomBytes(24).toString('base64url');
  await writeFile(tokenFile(folder), `${token},kubernetes-admin,kubernetes-admin,"system:masters"\n`, { mode: 0o600 });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw new UserError(`${file} cannot be read (${error.code})`, 'mend what keeps the cluster from its own files');
    },
  );
}
