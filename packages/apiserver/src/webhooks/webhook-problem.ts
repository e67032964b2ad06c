import { isNotFound, StatusError } from '@sampan/api';

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

/** Why a webhook could not be reached, in the words of Go's HTTP client, and of who finds the Service. */
export function webhookProblem(error: unknown): string {
  if (error instanceof StatusError) return serviceProblem(error);
  const { code = '', address, port, hostname } = error as SystemError;
  if (code === 'ECONNREFUSED') return `dial tcp ${address}:${port}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname}: no such host`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'tls: failed to verify certificate: x509: certificate is not valid for the name';
  }
  return byCode[code] ?? (error instanceof Error ? error.message : String(error));
}

/** The dialer knows nothing but Services, and the numbers of their ports. */
function serviceProblem(error: StatusError): string {
  if (isNotFound(error)) return `service ${JSON.stringify(error.status.details?.name ?? '')} not found`;
  return error.message.replace(/^no service port "(\d+)"/, 'no service port $1');
}
