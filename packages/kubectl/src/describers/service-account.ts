import { keyOf, resources, type Secret, type ServiceAccount } from '@sampan/api';
import { type DescribeContext, defineDescriber } from './describer.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';

export const serviceAccountDescriber = defineDescriber<ServiceAccount>({
  group: '',
  kind: 'ServiceAccount',
  async describe(account, context) {
    const secrets = await secretsOf(account, context);
    const names = (references: readonly { name?: string }[] = []) => references.map(({ name = '' }) => name);
    const tokens = (secrets ?? []).filter((secret) => isTokenOf(secret, account)).map((token) => keyOf(token).name);
    const known = secrets?.map((secret) => keyOf(secret).name);
    return [
      ...nameLines(account),
      ...labelAndAnnotationLines(account),
      ...secretLines('Image pull secrets:', names(account.imagePullSecrets), known),
      ...secretLines('Mountable secrets: ', names(account.secrets), known),
      ...secretLines('Tokens:            ', tokens, known),
      ...(await context.eventLines(account)),
    ];
  },
});

/** The secrets beside the account; undefined if they cannot be read. */
async function secretsOf(
  account: ServiceAccount,
  { client, chunkSize }: DescribeContext,
): Promise<Secret[] | undefined> {
  try {
    const options = { namespace: keyOf(account).namespace, ...(chunkSize > 0 && { pageSize: chunkSize }) };
    return (await client.resource(resources.secrets).list(options)).items;
  } catch {
    return undefined;
  }
}

function isTokenOf({ type, metadata }: Secret, account: ServiceAccount): boolean {
  const annotations = metadata.annotations ?? {};
  return (
    type === 'kubernetes.io/service-account-token' &&
    annotations['kubernetes.io/service-account.name'] === account.metadata.name &&
    annotations['kubernetes.io/service-account.uid'] === account.metadata.uid
  );
}

function secretLines(label: string, names: readonly string[], known: readonly string[] | undefined): string[] {
  if (names.length === 0) return [`${label}\t<none>`];
  return names.map((name, at) => {
    const isMissing = known !== undefined && !known.includes(name);
    return `${at === 0 ? label : ' '.repeat(label.length)}\t${name}${isMissing ? ' (not found)' : ''}`;
  });
}
