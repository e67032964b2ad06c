import type { Duplex } from 'node:stream';
import type { TerminalSize } from '../../drivers/driver.js';
import { acceptSpdy } from './accept-spdy.js';
import { parseSize } from './parse-size.js';
import { SpdySession } from './spdy/spdy-session.js';
import type { StreamSession, Upgrade, WantedStreams } from './stream-session.js';

const protocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
];

/** exec and attach over SPDY/3.1: a stream for each, named by its header `streamType`, opened by the client. */
export function openSpdySession(upgrade: Upgrade, wanted: WantedStreams): Promise<StreamSession> {
  const { connection, protocol } = acceptSpdy(upgrade, protocols);
  const saysStatus = protocol.startsWith('v4') || protocol.startsWith('v5');
  const expected = new Set(expectedTypes(wanted, protocol));
  const streams = new Map<string, Duplex>();
  return new Promise((resolve) => {
    const session = new SpdySession(connection, ({ headers, duplex }) => {
      const type = headers.get('streamtype') ?? '';
      streams.set(type, duplex);
      expected.delete(type);
      if (expected.size === 0) resolve(streamSession(session, streams, { saysStatus }));
    });
  });
}

function expectedTypes({ stdin, stdout, stderr, tty }: WantedStreams, protocol: string): string[] {
  const hasResize = tty && !['v2.channel.k8s.io', 'channel.k8s.io'].includes(protocol);
  return [
    'error',
    ...(stdin ? ['stdin'] : []),
    ...(stdout ? ['stdout'] : []),
    ...(stderr ? ['stderr'] : []),
    ...(hasResize ? ['resize'] : []),
  ];
}

function streamSession(
  session: SpdySession,
  streams: ReadonlyMap<string, Duplex>,
  { saysStatus }: { saysStatus: boolean },
): StreamSession {
  const [stdin, stdout, stderr] = ['stdin', 'stdout', 'stderr'].map((name) => streams.get(name));
  return {
    ...(stdin === undefined ? {} : { stdin }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr }),
    onResize: (listener: (size: TerminalSize) => void) => {
      streams.get('resize')?.on('data', (data: Buffer) => {
        const size = parseSize(data);
        if (size !== undefined) listener(size);
      });
    },
    onClose: (listener) => session.onClose(listener),
    finish: (status) => {
      const isSuccess = status.status === 'Success';
      const text = saysStatus ? JSON.stringify(status) : isSuccess ? '' : (status.message ?? '');
      stdout?.end();
      stderr?.end();
      streams.get('error')?.end(text, () => session.end());
    },
  };
}
