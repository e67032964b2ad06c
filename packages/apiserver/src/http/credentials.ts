import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { unauthorized } from '@sampan/api';
import type { Credentials } from '../authentication/authenticator.js';

const bearer = /^bearer +(\S+)\s*$/i;
/** Browsers cannot set headers of a WebSocket: the token comes as a subprotocol. */
const webSocketToken = /(?:^|,)\s*base64url\.bearer\.authorization\.k8s\.io\.([A-Za-z0-9_-]+)/;

/** Reads what a request proves its maker by. Throws 401 for a client certificate that no known authority signed. */
export function createCredentialsReader(): (request: IncomingMessage) => Credentials {
  /** A connection's certificate never changes. */
  const certificates = new WeakMap<Socket, X509Certificate | null>();

  function certificateOf(socket: Socket): X509Certificate | undefined {
    if (!(socket instanceof TLSSocket)) return undefined;
    let certificate = certificates.get(socket);
    if (certificate === undefined) {
      certificate = socket.getPeerX509Certificate() ?? null;
      if (certificate !== null && !socket.authorized) throw unauthorized();
      certificates.set(socket, certificate);
    }
    return certificate ?? undefined;
  }

  return (request) => {
    const { authorization } = request.headers;
    const bearerToken = authorization === undefined ? protocolToken(request) : bearer.exec(authorization)?.[1];
    const certificate = certificateOf(request.socket);
    if (certificate === undefined && bearerToken === undefined) return noCredentials;
    return {
      ...(bearerToken !== undefined && { bearerToken }),
      ...(certificate && { certificate }),
      // Few look at them, and they are not there before somebody does.
      get headers() {
        return certificate && request.headersDistinct;
      },
    };
  };
}

const noCredentials: Credentials = {};

function protocolToken(request: IncomingMessage): string | undefined {
  const protocols = request.headers['sec-websocket-protocol'];
  const encoded = protocols === undefined ? undefined : webSocketToken.exec(protocols)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64url').toString();
}
