import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { keepWritesApart } from '@sampan/api';
import type { AgentServerOptions } from '../options.js';
import { type CheckAccess, createCheckAccess } from './access/check-access.js';
import type { AgentRequest, AgentServices } from './agent-request.js';
import { answer } from './answer.js';
import { HttpError } from './http-error.js';
import { routes, streamRoutes } from './routes.js';
import { createUsageMeter } from './usage-meter.js';

export interface AgentServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** The API server passes requests on by address; it has no name for the agent. */
const lenient = { requireHostHeader: false };

/** Serves the agent's API to whom the cluster's roles let use it. */
export async function startAgentServer(
  options: AgentServerOptions & Omit<AgentServices, 'meter'>,
): Promise<AgentServer> {
  const { address, port, cert, key, clientCa, manager, context } = options;
  const sockets = new Set<Duplex>();
  const services = { manager, context, meter: createUsageMeter(), checkAccess: createCheckAccess(context) };
  const server = createServer({ cert, key, ca: clientCa, requestCert: true, rejectUnauthorized: false, ...lenient });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    const gone = new AbortController();
    // Writing to a client that has gone is an error of the response's, and nobody's fault.
    response.on('error', () => gone.abort());
    response.once('close', () => gone.abort());
    void handle(message, response, { ...services, signal: gone.signal });
  });
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    socket.on('error', () => socket.destroy());
    keepWritesApart(socket);
    void upgrade(message, { socket, head }, { ...services, signal: gone.signal });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

type Rest = AgentServices & { checkAccess: CheckAccess; signal: AbortSignal };

async function handle(message: IncomingMessage, response: ServerResponse, rest: Rest): Promise<void> {
  try {
    const { name, request } = parse(message, rest);
    await rest.checkAccess(message, name);
    const route = routes[name];
    if (route === undefined) throw new HttpError(404, '404 page not found');
    await answer(response, await route(request));
  } catch (error) {
    fail(response, error);
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(codeOf(error), { 'content-type': 'text/plain; charset=utf-8' });
  response.end(messageOf(error));
}

async function upgrade(
  message: IncomingMessage,
  connection: { socket: Duplex; head: Buffer },
  rest: Rest,
): Promise<void> {
  try {
    const { name, request } = parse(message, rest);
    await rest.checkAccess(message, name).catch(asHttpError);
    if (connection.socket.destroyed) return;
    const route = streamRoutes[name];
    if (route === undefined) throw new HttpError(404, '404 page not found');
    await route(request, { message, ...connection, clock: rest.context.clock });
  } catch (error) {
    refuse(connection.socket, error);
  }
}

function asHttpError(error: unknown): never {
  throw new HttpError(codeOf(error), messageOf(error));
}

/** What is no HttpError came after the connection changed hands: there is nobody left to tell. */
function refuse(socket: Duplex, error: unknown): void {
  if (!(error instanceof HttpError) || socket.destroyed) {
    socket.destroy();
    return;
  }
  const { code, message: text } = error;
  const status = `HTTP/1.1 ${code} ${STATUS_CODES[code]}`;
  const headers = `content-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`;
  socket.end(`${status}\r\n${headers}\r\n\r\n${text}`, () => socket.destroy());
}

function parse({ url = '/' }: IncomingMessage, rest: Rest): { name: string; request: AgentRequest } {
  try {
    const { pathname, searchParams: query } = new URL(url, 'https://agent');
    const [name = '', ...segments] = pathname.slice(1).split('/').map(decodeURIComponent);
    return { name, request: { ...rest, segments, query } };
  } catch {
    throw new HttpError(400, 'invalid URL escape');
  }
}

function codeOf(error: unknown): number {
  return error instanceof HttpError ? error.code : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
