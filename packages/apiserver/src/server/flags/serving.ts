import { defineFlags, text } from './define-flags.js';
import { UsageError } from './usage-error.js';
import { withoutUndefined } from './without-undefined.js';

/** Where the server is reached. */
export interface ServingFlags {
  readonly bindAddress: string;
  readonly securePort: number;
  readonly advertiseAddress: string | undefined;
}

export const serving = defineFlags({
  options: { 'advertise-address': text, 'bind-address': text, 'secure-port': text },
  usage: `
  --secure-port PORT                    where to serve HTTPS; 0 takes a free port (6443)
  --bind-address ADDRESS                the address to listen on (127.0.0.1)
  --advertise-address ADDRESS           the address that Pods and clients are told (the one bound to)`,
  read: (values): ServingFlags => ({
    bindAddress: values['bind-address'] ?? '127.0.0.1',
    securePort: portOf(values['secure-port'] ?? '6443'),
    advertiseAddress: values['advertise-address'],
  }),
  configure: ({ bindAddress, securePort, advertiseAddress }) =>
    withoutUndefined({ listen: { host: bindAddress, port: securePort }, advertiseAddress }),
});

function portOf(port: string): number {
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--secure-port ${port}: must be a port, 0 to 65535`);
  }
  return Number(port);
}
