import { constants } from 'node:os';

/** What Linux calls differently, or more than once. */
const aliases: Readonly<Record<string, string>> = { SIGCLD: 'SIGCHLD', SIGIOT: 'SIGABRT', SIGPOLL: 'SIGIO' };
/** The real-time signals that programs may use on Linux; the C library keeps 32 and 33. */
const realTime = { SIGRTMIN: 34, SIGRTMAX: 64 };

/** The number of a signal by its name (`SIGTERM`, `SIGRTMIN+3`); undefined for one that this host does not have. */
export function signalNumber(name: string): number | undefined {
  const [, base, offset = '0'] = /^(SIGRTMIN|SIGRTMAX)([+-]\d+)?$/.exec(name) ?? [];
  if (base !== undefined) {
    return process.platform === 'linux' ? realTime[base as keyof typeof realTime] + Number(offset) : undefined;
  }
  const { signals } = constants as { signals: Readonly<Record<string, number>> };
  return signals[name] ?? signals[aliases[name] ?? ''];
}
