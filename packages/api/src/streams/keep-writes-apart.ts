/**
 * Lets a connection send each write as a TLS record of its own, as servers in Go do. Node puts writes that wait for one
 * another together. Clients that wait for the next message of a stream with `poll` see what the kernel holds and not what
 * TLS has decrypted already (Python's websocket-client is one): of two messages in one record they take the second when a
 * third comes.
 */
export function keepWritesApart(connection: object): void {
  Object.assign(connection, { _writev: null });
}
