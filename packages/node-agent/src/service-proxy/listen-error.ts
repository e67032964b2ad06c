/** Why `key` (`TCP 127.0.0.1:80`) cannot be listened on, in words that say what to do. */
export function listenErrorMessage(key: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES') return `may not listen on ${key}: ports below 1024 need privilege on this host`;
  if (code === 'EADDRINUSE') return `cannot listen on ${key}: another program of this host has that port`;
  if (code === 'EADDRNOTAVAIL') return `cannot listen on ${key}: the host does not have that address`;
  return `cannot listen on ${key}: ${message}`;
}
