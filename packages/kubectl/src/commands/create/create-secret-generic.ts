import { flag } from '../../framework/flags.js';
import { compactJson } from '../../printers/json.js';
import { contentHash } from './content-hash.js';
import { checkKey, sorted } from './create-configmap.js';
import { defineGenerator } from './generator.js';
import { keySourceFlags, readKeys } from './key-sources.js';

export const createGenericSecret = defineGenerator({
  name: 'generic',
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a secret from a local file, directory, or literal value',
  examples: `
# A key for each file of a directory
kubectl create secret generic my-secret --from-file=path/to/bar

# Values
kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret

# Lines of KEY=VALUE
kubectl create secret generic my-secret --from-env-file=path/to/foo.env`,
  flags: { ...keySourceFlags, type: flag.string('The type of the secret.') },
  apiVersion: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  needsName: true,
  failure: 'failed to create secret ',
  generate: async (metadata, { context, flags }) => {
    const data = new Map<string, string>();
    const add = (key: string, value: Buffer) => {
      checkKey(key, { name: metadata.name, kind: 'Secret', isTaken: data.has(key) });
      data.set(key, value.toString('base64'));
    };
    await readKeys(flags, { cwd: context.cwd, env: context.env, add });
    return secretBody({ metadata, data, type: flags.type, appendHash: flags.appendHash });
  },
});

/** The fields of a Secret whose `data` is encoded already. */
export function secretBody<M extends { name: string }>({
  metadata,
  data,
  type,
  appendHash,
}: {
  metadata: M;
  data: ReadonlyMap<string, string>;
  type: string;
  appendHash: boolean;
}) {
  const hashed = { data: sorted(data), kind: 'Secret', name: metadata.name, type };
  const name = appendHash ? `${metadata.name}-${contentHash(compactJson(hashed))}` : metadata.name;
  return {
    metadata: { ...metadata, name },
    ...(data.size > 0 && { data: sorted(data) }),
    ...(type !== '' && { type }),
  };
}
