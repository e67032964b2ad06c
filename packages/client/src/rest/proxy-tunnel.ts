import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';

/** Connects to `target` (`host:port`) through an HTTP proxy, and talks TLS inside when `tls` is given. */
export async function connectThroughProxy(
  proxyUrl: string,
  target: { host: string; port: number },
  tls?: ConnectionOptions,
): Promise<Duplex> {
  const socket = await openTunnel(new URL(proxyUrl), `${target.host}:${target.port}`);
  if (tls === undefined) return socket;
  return connect({ ...tls, socket, servername: tls.servername ?? target.host });
}

function openTunnel(proxy: URL, target: string): Promise<Duplex> {
  const headers: Record<string, string> = { host: target };
  if (proxy.username !== '') {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers['proxy-authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  return new Promise((resolve, reject) => {
    const options = {
      host: proxy.hostname,
      port: proxy.port || 80,
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
    };
    const request = httpRequest(options);
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`proxyconnect tcp: ${response.statusCode} ${response.statusMessage}`));
    });
    request.once('error', reject);
    request.end();
  });
}
