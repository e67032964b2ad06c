import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemErrorWords } from '@sampan/api';
import type { Transport } from '@sampan/client';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { singleText } from '../../framework/report-error.js';
import { createFilter, type FilterRules } from './filter.js';

/** Where to serve, and what. */
export interface ProxyOptions extends FilterRules {
  address: string;
  port: number;
  unixSocket: string;
  apiPrefix: string;
  /** Whether requests go below the path of the server's URL, which else does not count. */
  appendServerPath: boolean;
  /** Milliseconds; zero is the usual choice. */
  keepalive: number;
  www: string;
  wwwPrefix: string;
}

/** A proxy that serves. */
export interface RunningProxy {
  /** `127.0.0.1:8001`, or the path of the socket. */
  address: string;
  close(): void;
}

/** Serves the API with the credentials of the context, and files of a folder. */
export async function startProxy(context: Context, options: ProxyOptions): Promise<RunningProxy> {
  if (options.port < 0 || options.port > 65_535) {
    throw new CommandError(`listen tcp: address ${options.port}: invalid port`);
  }
  const { createHttpTransport } = await import('@sampan/client');
  const connection = await context.connection();
  const server = options.appendServerPath ? connection.server : new URL(connection.server).origin;
  const keepAlive = options.keepalive > 0 ? { keepAliveMs: options.keepalive } : {};
  const transport = createHttpTransport({ ...connection, server, ...keepAlive });
  const isAccepted = createFilter(options);
  const prefix = options.apiPrefix.endsWith('/') ? options.apiPrefix : `${options.apiPrefix}/`;
  const listener = createServer((request, response) => {
    const url = request.url ?? '/';
    const answer = async () => {
      if (!isAccepted(request)) return refuse(response, 403, 'Forbidden');
      if (options.www !== '' && url.startsWith(options.wwwPrefix))
        return await serveFile(context, response, { url, options });
      if (!url.startsWith(prefix)) return refuse(response, 404, '404 page not found');
      await forward(transport, request, { response, target: `/${url.slice(prefix.length)}` });
    };
    answer().catch((error: unknown) => refuse(response, 502, singleText(error)));
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error) => reject(new CommandError(listenFailure(error, options))));
    if (options.unixSocket !== '') listener.listen(options.unixSocket, resolve);
    else listener.listen({ host: options.address, port: options.port }, resolve);
  });
  const bound = listener.address();
  return {
    address: typeof bound === 'object' && bound !== null ? `${options.address}:${bound.port}` : options.unixSocket,
    close: () => {
      listener.close();
      listener.closeAllConnections();
      void transport.close();
    },
  };
}

function listenFailure(error: Error, { address, port, unixSocket }: ProxyOptions): string {
  const words = systemErrorWords(error);
  if (unixSocket !== '') return `listen unix ${unixSocket}: bind: ${words ?? 'it cannot be listened at'}`;
  return words === undefined
    ? `listen tcp: lookup ${address}: no such host`
    : `listen tcp ${address}:${port}: bind: ${words}`;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** Headers that are between two neighbours, not between both ends; and those that the client sets itself. */
const hopHeaders = [
  'connection',
  'host',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'authorization',
];

async function forward(
  transport: Transport,
  request: IncomingMessage,
  { response, target }: { response: ServerResponse; target: string },
): Promise<void> {
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => !hopHeaders.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const answer = await transport.request({
    method: request.method ?? 'GET',
    path: target,
    headers,
    ...(body.length > 0 && { body }),
    signal: ended.signal,
  });
  const outgoing = Object.entries(answer.headers).filter(
    ([name]) => !hopHeaders.includes(name) || name === 'content-length',
  );
  response.writeHead(answer.status, Object.fromEntries(outgoing));
  response.flushHeaders();
  await pipeline(Readable.from(answer.body), response).catch(() => response.destroy());
}

async function serveFile(
  context: Context,
  response: ServerResponse,
  { url, options }: { url: string; options: ProxyOptions },
): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const folder = path.resolve(context.cwd, options.www);
  const relative = decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(options.wwwPrefix.length);
  const file = path.join(folder, relative.endsWith('/') || relative === '' ? `${relative}index.html` : relative);
  if (file !== folder && !file.startsWith(folder + path.sep)) return refuse(response, 404, '404 page not found');
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) refuse(response, 404, '404 page not found');
  else response.writeHead(200).end(content);
}
