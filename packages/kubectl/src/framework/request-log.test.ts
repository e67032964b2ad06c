import { systemClock } from '@sampan/api';
import type { Transport } from '@sampan/client';
import { describe, expect, it } from 'vitest';
import { withRequestLog } from './request-log.js';

const echo: Transport = {
  close: async () => {},
  request: async ({ body = '' }) => ({
    status: 201,
    headers: { 'content-type': 'text/plain' },
    text: async () => String(body),
    body: {
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(String(body));
      },
    },
  }),
};

async function logged(level: number, body = 'hello'): Promise<string> {
  let text = '';
  const log = { level, server: 'https://a:1/', clock: systemClock, write: (line: string) => (text += line) };
  const request = { method: 'POST', path: '/api', headers: { accept: 'x' }, body };
  await (await withRequestLog(echo, log).request(request)).text();
  return text.replace(/^I\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /gm, 'I ').replace(/milliseconds=\d+/g, 'milliseconds=N');
}

describe('the log of requests', () => {
  it('is empty below level 6', async () => {
    expect(await logged(5)).toBe('');
  });

  it('has a line for each answer at level 6', async () => {
    expect(await logged(6)).toBe(
      'I round_trippers] "Response" verb="POST" url="https://a:1/api" status="201 Created" milliseconds=N\n',
    );
  });

  it('has headers at level 7, and bodies at level 8', async () => {
    expect(await logged(7)).toBe(
      'I round_trippers] "Request" verb="POST" url="https://a:1/api" headers=<\n\tAccept: x\n >\nI round_trippers] "Response" status="201 Created" milliseconds=N\n',
    );
    const eight = await logged(8);
    expect(eight).toContain('I helper] "Request Body" body="hello"\n');
    expect(eight).toContain('status="201 Created" headers=<\n\tContent-Type: text/plain\n > milliseconds=N\n');
    expect(eight).toContain('I helper] "Response Body" body="hello"\n');
  });

  it('says at level 9 what curl would have to be told', async () => {
    expect(await logged(9)).toContain(`curlCommand=<\n\tcurl -v -XPOST  -H "Accept: x" 'https://a:1/api'\n >\n`);
  });

  it('cuts long bodies, unless all is asked for', async () => {
    expect(await logged(8, 'x'.repeat(1030))).toContain('xxx [truncated 6 chars]"');
    expect(await logged(10, 'x'.repeat(20_000))).not.toContain('truncated');
  });
});
