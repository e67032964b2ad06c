import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseYaml } from '../body/parse-yaml.js';

/** Where a server outside of the cluster is, how it is known, and what is shown to it. */
export interface WebhookServer {
  readonly url: string;
  /** PEM; absent: those that this machine trusts. */
  readonly ca?: string;
  readonly insecure: boolean;
  /** PEM. */
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  readonly basic?: string;
}

/** The parts of a kubeconfig that say where a webhook is. */
interface Kubeconfig {
  'current-context'?: string;
  contexts?: { name: string; context?: { cluster?: string; user?: string } }[];
  clusters?: { name: string; cluster?: Record<string, string> }[];
  users?: { name: string; user?: Record<string, string> }[];
}

/** Reads the kubeconfig file in which upstream keeps where a webhook is. Rejects where it does not say. */
export async function readWebhookKubeconfig(file: string): Promise<WebhookServer> {
  const kubeconfig = (JSON.parse(parseYaml(await readFile(file, 'utf8')).json) ?? {}) as Kubeconfig;
  const { contexts = [], clusters = [], users = [] } = kubeconfig;
  const wanted = kubeconfig['current-context'];
  const context = contexts.find(({ name }) => name === wanted)?.context;
  const cluster = clusters.find(({ name }) => name === context?.cluster)?.cluster;
  if (!cluster?.server) throw new Error(`${file}: no server: its current context has to name a cluster that has one`);
  const user = users.find(({ name }) => name === context?.user)?.user ?? {};
  const read = (values: Record<string, string>, name: string) => textOf(values, name, file);
  const [ca, cert, key] = await Promise.all([
    read(cluster, 'certificate-authority'),
    read(user, 'client-certificate'),
    read(user, 'client-key'),
  ]);
  return {
    url: cluster.server,
    insecure: String(cluster['insecure-skip-tls-verify'] ?? false) === 'true',
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(user.token !== undefined && { token: user.token }),
    ...(user.username !== undefined && { basic: `${user.username}:${user.password ?? ''}` }),
  };
}

/** What stands in the file itself, in base64, or in another one beside it. */
async function textOf(values: Record<string, string>, name: string, file: string): Promise<string | undefined> {
  const data = values[`${name}-data`];
  if (data) return Buffer.from(data, 'base64').toString();
  const path = values[name];
  return path ? readFile(resolve(dirname(file), path), 'utf8') : undefined;
}
