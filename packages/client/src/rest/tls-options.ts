import type { ConnectionOptions } from 'node:tls';
import type { ConnectionConfig, Credentials } from './connection-config.js';

/** How to talk TLS to the server of `config`; certificates from `credentials` go before those of the config. */
export function tlsOptions(config: ConnectionConfig, credentials: Credentials = {}): ConnectionOptions {
  const options: ConnectionOptions = {};
  const cert = credentials.cert ?? config.cert;
  const key = credentials.key ?? config.key;
  if (config.ca !== undefined) options.ca = config.ca;
  if (cert !== undefined) options.cert = cert;
  if (key !== undefined) options.key = key;
  if (config.tlsServerName !== undefined) options.servername = config.tlsServerName;
  if (config.insecureSkipTlsVerify) options.rejectUnauthorized = false;
  return options;
}
