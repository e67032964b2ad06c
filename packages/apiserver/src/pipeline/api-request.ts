import type { Credentials } from '../authentication/authenticator.js';
import type { User } from '../authentication/user.js';

/** The headers of a request; names are in lower case. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A request as the pipeline takes it, whether it came over a socket or from within the process. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: RequestHeaders;
  /** The whole body; undefined where there is none. */
  readonly body: Buffer | undefined;
  readonly credentials: Credentials;
  /** Who asks, where that is known without credentials: calls from within the process. */
  readonly user?: User;
  /** Where the request came from; undefined within the process. */
  readonly remoteAddress: string | undefined;
  /** Whether the client asks to speak another protocol on its connection. */
  readonly upgrade?: boolean;
  /** Calls back once, when the response is complete or the client has gone. */
  onClose(callback: () => void): void;
}

/** One value of a header: the first, where it was sent more than once. */
export function headerOf(headers: RequestHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
