import { connect } from 'node:net';
import type { TCPSocketAction } from '@sampan/api';
import { dialError } from './dial-error.js';
import type { NetworkProbeOptions } from './http-probe.js';
import { probePort } from './probe-port.js';
import type { ProbeResult } from './probe-result.js';

/** Passes when the port takes a connection. */
export function tcpProbe(
  action: TCPSocketAction,
  { podIP, container, timeoutMs }: NetworkProbeOptions,
): Promise<ProbeResult> {
  const port = probePort(action.port, container);
  if (port === undefined) return Promise.resolve({ ok: false, output: `could not find port "${action.port}"` });
  const host = action.host || podIP;
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => finish({ ok: true, output: '' }));
    socket.once('timeout', () => finish({ ok: false, output: `dial tcp ${host}:${port}: i/o timeout` }));
    socket.once('error', (error) => finish({ ok: false, output: dialError(error, { host, port }) }));
  });
}
