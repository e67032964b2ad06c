import { createServer } from 'node:net';
import { UserError } from '../user-error.js';

/** The port that people expect an API server on. */
const usualPort = 6443;

/**
 * A port on 127.0.0.1 that nobody listens on now: `exactly` that one, any free one, or else 6443 when it is free.
 * Throws a UserError when the one asked for is taken or may not be used.
 */
export async function choosePort(wish: { exactly?: number; anyFree?: boolean } = {}): Promise<number> {
  if (wish.anyFree) return probe(0);
  if (wish.exactly === undefined) return probe(usualPort).catch(() => probe(0));
  try {
    return await probe(wish.exactly);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new UserError(
        `port ${wish.exactly} is in use`,
        'stop what listens there, or choose another with --port (0 takes a free one)',
      );
    }
    if (code === 'EACCES')
      throw new UserError(`port ${wish.exactly} needs privileges`, 'choose one above 1023 with --port');
    throw new UserError(`port ${wish.exactly} cannot be used: ${message}`);
  }
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
