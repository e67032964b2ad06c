import { mkdir } from 'node:fs/promises';
import { ciphersFor, readEncryptionConfiguration } from '../../configuration/encryption-configuration.js';
import { resourceOfKey } from '../../resources/resource-of-key.js';
import type { Backend } from '../../store/backend.js';
import { encryptingBackend } from '../../store/encryption/encrypting-backend.js';
import { databaseFile, requireState } from '../../store/initialized.js';
import { sqliteBackend } from '../../store/sqlite.js';
import { defineFlags, text } from './define-flags.js';
import { readNamedFile } from './named-file.js';

/** Where the state is kept, and how. */
export interface StorageFlags {
  readonly dataDir: string | undefined;
  readonly encryptionProviderConfig: string | undefined;
}

/** The process opens the store, by {@link openBackend}: it ends with it. */
export const storage = defineFlags({
  options: { 'data-dir': text, 'encryption-provider-config': text },
  usage: `
  --data-dir DIRECTORY                  where the state is kept; without it, in memory
  --encryption-provider-config FILE     an EncryptionConfiguration: what is encrypted there`,
  read: (values): StorageFlags => ({
    dataDir: values['data-dir'],
    encryptionProviderConfig: values['encryption-provider-config'],
  }),
});

/** Undefined: in memory. `onLost` is told when nothing can be written any more. */
export async function openBackend(
  { dataDir, encryptionProviderConfig }: StorageFlags,
  onLost: (error: Error) => void,
): Promise<Backend | undefined> {
  if (dataDir === undefined) return undefined;
  await mkdir(dataDir, { recursive: true });
  await requireState(dataDir);
  const backend = sqliteBackend({ file: databaseFile(dataDir), onLost });
  if (encryptionProviderConfig === undefined) return backend;
  const configured = readEncryptionConfiguration(
    await readNamedFile('encryption-provider-config', encryptionProviderConfig),
  );
  return encryptingBackend(backend, (key) => ciphersFor(configured, resourceOfKey(key)));
}
