import { createHmac } from 'node:crypto';
import {
  type BootstrapToken,
  bootstrapTokenIn,
  type ConfigMap,
  isTokenValid,
  type ObjectKey,
  resources,
} from '@sampan/api';
import { type ControllerContext, defineController, type Result, updateAction, watched } from '@sampan/client';

const clusterInfo: ObjectKey = { namespace: 'kube-public', name: 'cluster-info' };
const content = 'kubeconfig';
const signaturePrefix = 'jws-kubeconfig-';

/*
 * Promises: whoever has a bootstrap token can tell that the cluster-info is the cluster's: it is signed by each of them.
 * Reads: Secrets of bootstrap tokens, the ConfigMap kube-public/cluster-info. Writes: its signatures.
 * Runs when: one of these changes, or a token ends.
 */
export const bootstrapSignerController = defineController({
  name: 'bootstrapsigner',
  primary: resources.configMaps,
  watches: [watched(resources.secrets, () => [clusterInfo])],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const configMap = context.lister(resources.configMaps).get(key);
  if (configMap?.data?.[content] === undefined || key.name !== clusterInfo.name) return undefined;
  const now = context.clock.now();
  const tokens = context
    .lister(resources.secrets)
    .list()
    .flatMap((secret) => bootstrapTokenIn(secret) ?? [])
    .filter((token) => token.usages.includes('signing') && isTokenValid(token, now));
  const signed = withSignatures(configMap, tokens);
  if (signed !== undefined) await context.perform([updateAction(resources.configMaps, signed)]);
  const ends = tokens.flatMap(({ expiry }) => expiry ?? []);
  return ends.length === 0 ? undefined : { requeueAfterMs: Math.min(...ends) - now };
}

/** The cluster-info with the signatures of these tokens, and no others; undefined: it has them already. */
export function withSignatures(configMap: ConfigMap, tokens: readonly BootstrapToken[]): ConfigMap | undefined {
  const { data = {} } = configMap;
  const kept = Object.entries(data).filter(([key]) => !key.startsWith(signaturePrefix));
  const signatures = tokens.map(
    (token) => [`${signaturePrefix}${token.id}`, sign(data[content] ?? '', token)] as const,
  );
  const isSigned =
    signatures.every(([key, signature]) => data[key] === signature) &&
    Object.keys(data).length === kept.length + signatures.length;
  return isSigned ? undefined : { ...configMap, data: Object.fromEntries([...kept, ...signatures]) };
}

/** A JSON Web Signature without what is signed (RFC 7515, appendix F). */
function sign(text: string, { id, secret }: BootstrapToken): string {
  const encode = (part: string) => Buffer.from(part).toString('base64url');
  const header = encode(JSON.stringify({ alg: 'HS256', kid: id }));
  const signature = createHmac('sha256', secret)
    .update(`${header}.${encode(text)}`)
    .digest('base64url');
  return `${header}..${signature}`;
}
