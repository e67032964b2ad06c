/** Where an API server is and who asks. Every field but `server` may be absent. */
export interface ConnectionConfig {
  /** `https://host:port`, perhaps with a path; `http://` works too. */
  server: string;
  /** The certificate authority, in PEM; the system's when absent. */
  ca?: string;
  /** The client certificate and its key, in PEM. */
  cert?: string;
  key?: string;
  token?: string;
  /** A file that holds the token, read again when it changes: projected service account tokens rotate. */
  tokenFile?: string;
  username?: string;
  password?: string;
  /** Gives the credentials of every request, from a program (`exec`) for example; asked again after a 401. */
  credentials?: CredentialSource;
  insecureSkipTlsVerify?: boolean;
  /** The name that the server's certificate is checked against, when it is not that of the URL. */
  tlsServerName?: string;
  impersonate?: Impersonation;
  userAgent?: string;
  /** An HTTP proxy that is asked to CONNECT. */
  proxyUrl?: string;
  /** Milliseconds until the head of an answer has to be there; no limit when absent. */
  timeoutMs?: number;
  /** Milliseconds of silence after which a connection is probed; 30 s when absent. */
  keepAliveMs?: number;
  /** A Unix socket to connect to; `server` then only gives the Host header. */
  socketPath?: string;
}

export interface Impersonation {
  user?: string;
  groups?: readonly string[];
  uid?: string;
  extra?: Record<string, readonly string[]>;
}

export interface Credentials {
  token?: string;
  /** In PEM. */
  cert?: string;
  key?: string;
}

/** A source of credentials that expire. */
export interface CredentialSource {
  get(): Promise<Credentials>;
  /** Says that the server refused what `get` gave, so that the next `get` renews it. */
  refused(): void;
}
