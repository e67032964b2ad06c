const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';

const byCode: Readonly<Record<string, string>> = {
  ECONNRESET: 'EOF',
  EPIPE: 'EOF',
  ETIMEDOUT: 'i/o timeout',
  CERT_HAS_EXPIRED: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
};

interface SystemError {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** Why a webhook could not be reached, in the words of Go's HTTP client. */
export function webhookProblem(error: unknown): string {
  const { code = '', address, port, hostname } = error as SystemError;
  if (code === 'ECONNREFUSED') return `dial tcp ${address}:${port}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname}: no such host`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'tls: failed to verify certificate: x509: certificate is not valid for the name';
  }
  return byCode[code] ?? (error instanceof Error ? error.message : String(error));
}
