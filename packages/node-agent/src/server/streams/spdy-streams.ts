import { acceptSpdy } from './accept-spdy.js';
import { flushed } from './pump.js';
import { readSizes } from './read-sizes.js';
import { SpdySession } from './spdy/spdy-session.js';
import type { SpdyStream } from './spdy/spdy-stream.js';
import type { StreamSession, Upgrade, WantedStreams } from './stream-session.js';

const protocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
];

/** How long a client may take to open its streams, as the kubelet's. */
const creationTimeout = 30_000;

/**
 * exec and attach over SPDY/3.1: a stream for each, named by its header `streamType`, opened by the client. Rejects when
 * they are not there in time, or never will be.
 */
export function openSpdySession(upgrade: Upgrade, wanted: WantedStreams): Promise<StreamSession> {
  const { clock } = upgrade;
  const { connection, protocol } = acceptSpdy(upgrade, protocols);
  const saysStatus = protocol.startsWith('v4') || protocol.startsWith('v5');
  const missing = new Set(expectedTypes(wanted, protocol));
  const streams = new Map<string, SpdyStream>();
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      session.end();
      reject(new Error('timed out waiting for client to create streams'));
    }, creationTimeout);
    const session = new SpdySession({
      connection,
      clock,
      opened: (stream) => {
        const type = stream.headers.get('streamtype') ?? '';
        if (!missing.delete(type)) return false;
        streams.set(type, stream);
        if (type !== 'stdin' && type !== 'resize') stream.resume();
        if (missing.size === 0) {
          timer.cancel();
          resolve(streamSession(session, streams, { saysStatus }));
        }
        return true;
      },
    });
    session.gone.addEventListener('abort', () => {
      timer.cancel();
      reject(new Error('the client has gone'));
    });
  });
}

/** Terminals change their size since version 3. */
function expectedTypes({ stdin, stdout, stderr, tty }: WantedStreams, protocol: string): string[] {
  const hasResize = tty && !['v2.channel.k8s.io', 'channel.k8s.io', ''].includes(protocol);
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
  streams: ReadonlyMap<string, SpdyStream>,
  { saysStatus }: { saysStatus: boolean },
): StreamSession {
  const [stdin, stdout, stderr] = ['stdin', 'stdout', 'stderr'].map((name) => streams.get(name));
  return {
    ...(stdin === undefined ? {} : { stdin }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr }),
    onResize: (listener) => readSizes(streams.get('resize'), listener),
    gone: session.gone,
    finish: async (status) => {
      const isSuccess = status.status === 'Success';
      const text = saysStatus ? JSON.stringify(status) : isSuccess ? '' : (status.message ?? '');
      await Promise.all([flushed(stdout), flushed(stderr)]);
      await flushed(streams.get('error'), text);
      session.end();
    },
  };
}
