/** The part of `ws` that is used here; the package brings no types. */
declare module 'ws' {
  import type { IncomingMessage } from 'node:http';

  export class WebSocket {
    constructor(address: string, protocols: readonly string[], options: object);
    readonly protocol: string;
    readonly bufferedAmount: number;
    once(event: 'open', listener: () => void): this;
    once(event: 'error', listener: (error: Error) => void): this;
    once(event: 'unexpected-response', listener: (request: unknown, response: IncomingMessage) => void): this;
    removeAllListeners(event: string): this;
    on(event: string, listener: (...values: never[]) => void): this;
    send(data: string | Uint8Array, done?: (error?: Error) => void): void;
    ping(): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
    pause(): void;
    resume(): void;
  }
}
