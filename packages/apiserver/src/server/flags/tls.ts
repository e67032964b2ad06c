import { defineFlags, text } from './define-flags.js';
import { readIfNamed } from './named-file.js';
import { UsageError } from './usage-error.js';

/** What the server shows to clients. */
export interface TlsFlags {
  readonly tlsCertFile: string | undefined;
  readonly tlsPrivateKeyFile: string | undefined;
  readonly tlsMinVersion: 'TLSv1.2' | 'TLSv1.3';
}

export const tls = defineFlags({
  options: { 'tls-cert-file': text, 'tls-min-version': text, 'tls-private-key-file': text },
  usage: `
  --tls-cert-file, --tls-private-key-file FILE
  --tls-min-version VersionTLS12|VersionTLS13 (VersionTLS12)`,
  read: (values): TlsFlags => ({
    tlsCertFile: values['tls-cert-file'],
    tlsPrivateKeyFile: values['tls-private-key-file'],
    tlsMinVersion: versionOf(values['tls-min-version'] ?? 'VersionTLS12'),
  }),
  async configure({ tlsCertFile, tlsPrivateKeyFile, tlsMinVersion }) {
    const cert = await readIfNamed('tls-cert-file', tlsCertFile);
    const key = await readIfNamed('tls-private-key-file', tlsPrivateKeyFile);
    return cert !== undefined && key !== undefined ? { tls: { cert, key, minVersion: tlsMinVersion } } : {};
  },
});

/** Nothing is served without a certificate; whoever asks for help needs none. */
export function requireCertificate({ tlsCertFile, tlsPrivateKeyFile, help }: TlsFlags & { help: boolean }): void {
  if ((tlsCertFile === undefined) !== (tlsPrivateKeyFile === undefined)) {
    throw new UsageError('--tls-cert-file and --tls-private-key-file go together: give both');
  }
  if (!help && tlsCertFile === undefined) {
    throw new UsageError('--tls-cert-file and --tls-private-key-file are required');
  }
}

function versionOf(version: string): 'TLSv1.2' | 'TLSv1.3' {
  if (version === 'VersionTLS12') return 'TLSv1.2';
  if (version === 'VersionTLS13') return 'TLSv1.3';
  throw new UsageError(`--tls-min-version ${version}: must be VersionTLS12 or VersionTLS13`);
}
