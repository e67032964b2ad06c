import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrade } from './stream-session.js';

/** Takes a WebSocket in, with the first of the client's protocols that is among `protocols`. */
export function acceptWebSocket({ message, socket, head }: Upgrade, protocols: readonly string[]): Promise<WebSocket> {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((protocol) => protocols.includes(protocol)) ?? false,
  });
  return new Promise((resolve) => {
    server.handleUpgrade(message, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      resolve(webSocket);
    });
  });
}
