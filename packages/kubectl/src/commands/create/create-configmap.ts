import { isUtf8 } from 'node:buffer';
import { CommandError } from '../../framework/errors.js';
import { compactJson } from '../../printers/json.js';
import { contentHash } from './content-hash.js';
import { defineGenerator } from './generator.js';
import { keySourceFlags, readKeys } from './key-sources.js';

export const createConfigMap = defineGenerator({
  name: 'configmap',
  aliases: ['cm'],
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a config map from a local file, directory or literal value',
  long: `Create a config map from files, from a directory of files, or from values.

 The key of a file is its name unless another one is given. Only the files in a directory itself are taken, nothing below it.`,
  examples: `
# A key for each file of a directory
kubectl create configmap my-config --from-file=path/to/bar

# Keys of your own
kubectl create configmap my-config --from-file=key1=/path/to/bar/file1.txt --from-file=key2=/path/to/bar/file2.txt

# Values
kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2

# Lines of KEY=VALUE
kubectl create configmap my-config --from-env-file=path/to/foo.env`,
  flags: keySourceFlags,
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
  needsName: true,
  generate: async (metadata, { context, flags }) => {
    const data = new Map<string, string>();
    const binaryData = new Map<string, string>();
    const add = (key: string, value: Buffer) => {
      checkKey(key, { name: metadata.name, kind: 'ConfigMap', isTaken: data.has(key) || binaryData.has(key) });
      if (isUtf8(value)) data.set(key, value.toString('utf8'));
      else binaryData.set(key, value.toString('base64'));
    };
    await readKeys(flags, { cwd: context.cwd, env: context.env, add });
    const content = {
      ...(data.size > 0 && { data: sorted(data) }),
      ...(binaryData.size > 0 && { binaryData: sorted(binaryData) }),
    };
    const hashed = { data: sorted(data), ...content, kind: 'ConfigMap', name: metadata.name };
    const name = flags.appendHash ? `${metadata.name}-${contentHash(compactJson(hashed))}` : metadata.name;
    return { metadata: { ...metadata, name }, ...content };
  },
});

/** A map's entries as an object with its keys in order, as Go prints maps. */
export function sorted(entries: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys become files' names: they have to be fit for that, and there only once. */
export function checkKey(
  key: string,
  { name, kind, isTaken }: { name: string; kind: 'ConfigMap' | 'Secret'; isTaken: boolean },
): void {
  if (!/^[-._a-zA-Z0-9]+$/.test(key) || key.length > 253 || key === '.' || key.startsWith('..')) {
    throw new CommandError(
      `${JSON.stringify(key)} is not a valid key name for a ${kind}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    );
  }
  if (isTaken) {
    throw new CommandError(
      kind === 'ConfigMap'
        ? `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`
        : `cannot add key ${key}, another key by that name already exists`,
    );
  }
}
