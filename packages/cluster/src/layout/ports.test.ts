import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { choosePort } from './ports.js';

describe('choosePort', () => {
  it('finds a free port', async () => {
    expect(await choosePort({ anyFree: true })).toBeGreaterThan(0);
  });

  it('refuses one that is taken, and says what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await expect(choosePort({ exactly: port })).rejects.toMatchObject({
      message: `port ${port} is in use`,
      hint: expect.stringContaining('--port'),
    });
    server.close();
  });
});
