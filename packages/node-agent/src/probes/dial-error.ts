/** A failed connection in the words of Go's net package, which events and messages of Kubernetes carry. */
export function dialError(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  const reason = reasons[error.code ?? ''];
  if (error.code === 'ECONNRESET') return 'read: connection reset by peer';
  return reason === undefined ? error.message : `dial tcp ${host}:${port}: ${reason}`;
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
};
