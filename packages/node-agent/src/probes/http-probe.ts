import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Container, HTTPGetAction } from '@sampan/api';
import { dialError } from './dial-error.js';
import { probePort } from './probe-port.js';
import type { ProbeResult } from './probe-result.js';

export interface NetworkProbeOptions {
  podIP: string;
  container: Container;
  timeoutMs: number;
}

/** A GET that passes with any status from 200 to 399. Certificates are not checked, as the kubelet does not. */
export function httpGet(
  action: HTTPGetAction,
  { podIP, container, timeoutMs }: NetworkProbeOptions,
): Promise<ProbeResult> {
  const port = probePort(action.port, container);
  if (port === undefined) return Promise.resolve({ ok: false, output: `could not find port "${action.port}"` });
  const isHttps = action.scheme === 'HTTPS';
  const host = action.host || podIP;
  const url = httpProbeUrl(action, { host, port });
  const headers: Record<string, string> = { 'user-agent': 'kube-probe/1.36', accept: '*/*', connection: 'close' };
  for (const { name, value } of action.httpHeaders ?? []) headers[name.toLowerCase()] = value;

  return new Promise((resolve) => {
    const send = isHttps ? httpsRequest : httpRequest;
    const request = send(url, { headers, agent: false, ...(isHttps ? { rejectUnauthorized: false } : {}) });
    const signal = AbortSignal.timeout(Math.min(timeoutMs, 2 ** 31 - 1));
    signal.addEventListener('abort', () => request.destroy(new Error('deadline')));
    request.on('response', (response) => {
      response.resume();
      request.destroy();
      const status = response.statusCode ?? 0;
      const ok = status >= 200 && status < 400;
      resolve({ ok, output: ok ? '' : `HTTP probe failed with statuscode: ${status}` });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const detail = signal.aborted
        ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        : dialError(error, { host, port });
      resolve({ ok: false, output: `Get "${url}": ${detail}` });
    });
    request.end();
  });
}

export function httpProbeUrl(
  { scheme, path = '' }: HTTPGetAction,
  { host, port }: { host: string; port: number },
): string {
  return `${scheme === 'HTTPS' ? 'https' : 'http'}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`;
}
