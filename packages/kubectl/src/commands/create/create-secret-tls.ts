import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { readUserFile } from '../../framework/read-file.js';
import { secretBody } from './create-secret-generic.js';
import { defineGenerator } from './generator.js';

export const createTlsSecret = defineGenerator({
  name: 'tls',
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  short: 'Create a TLS secret',
  long: 'Create a secret with a certificate and its key, both in PEM. They have to belong together.',
  examples: `
# From two files
kubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key`,
  flags: {
    appendHash: flag.bool('End the name with a hash of the content.'),
    cert: flag.string('File with the certificate, in PEM.'),
    key: flag.string('File with its private key.'),
  },
  apiVersion: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  failure: 'failed to create secret ',
  generate: async (metadata, { context, flags }) => {
    if (flags.key === '' || flags.cert === '') throw new CommandError('key and cert must be specified');
    const read = (file: string) => readUserFile(context, file, `Cannot read file ${file}, `);
    const [certificate, key] = [await read(flags.cert), await read(flags.key)];
    await checkPair(certificate, key);
    const data = new Map([
      ['tls.crt', certificate.toString('base64')],
      ['tls.key', key.toString('base64')],
    ]);
    return secretBody({ metadata, data, type: 'kubernetes.io/tls', appendHash: flags.appendHash });
  },
});

async function checkPair(certificate: Buffer, key: Buffer): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import('node:crypto');
  let matches: boolean;
  try {
    matches = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new CommandError('tls: failed to find any PEM data in certificate input');
  }
  if (!matches) throw new CommandError('tls: private key does not match public key');
}
