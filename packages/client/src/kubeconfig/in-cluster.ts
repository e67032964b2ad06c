import { readFile } from 'node:fs/promises';
import type { ConnectionConfig } from '../rest/connection-config.js';

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The API server of the cluster that this process runs in as a pod, with the pod's service account; undefined outside. */
export async function inClusterConnection(
  env: Record<string, string | undefined> = process.env,
): Promise<{ connection: ConnectionConfig; namespace: string } | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port) return undefined;
  const tokenFile = `${serviceAccountFolder}/token`;
  const [token, ca, namespace] = await Promise.all(
    [tokenFile, `${serviceAccountFolder}/ca.crt`, `${serviceAccountFolder}/namespace`].map((file) =>
      readFile(file, 'utf8').catch(() => undefined),
    ),
  );
  if (token === undefined) return undefined;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const connection: ConnectionConfig = ca === undefined ? { server, tokenFile } : { server, tokenFile, ca };
  return { connection, namespace: namespace?.trim() || 'default' };
}
