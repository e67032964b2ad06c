import { systemErrorText } from '@sampan/api';
import type { ApiserverOptions, Logger } from './server/apiserver-options.js';
import { configure, type Flags, parseFlags, usage } from './server/flags/parse-flags.js';
import { openBackend } from './server/flags/storage.js';
import { UsageError } from './server/flags/usage-error.js';
import { startApiserver } from './server/start-apiserver.js';
import { StoreUnavailableError } from './store/errors.js';
import { rememberState } from './store/initialized.js';

const logger: Logger = {
  info: (message) => process.stdout.write(`${message}\n`),
  error: (message, error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error ?? '');
    process.stderr.write(`sampan-apiserver: ${message}: ${detail}\n`);
  },
};

/** The API server's process: `apiserver --data-dir DIR --secure-port PORT …`; `--help` lists the flags. */
process.channel?.unref();
process.exit(await main(process.argv.slice(2)));

/** Runs an API server until it is told to stop (SIGTERM, SIGINT). Resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const flags = parseFlags(args);
    if (flags.help) {
      process.stdout.write(usage);
      return 0;
    }
    return await run(flags);
  } catch (error) {
    process.stderr.write(`sampan-apiserver: ${explain(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(flags: Flags): Promise<number> {
  const stop = stopSignal();
  const server = await startApiserver(await optionsOf(flags));
  if (flags.dataDir !== undefined) await rememberState(flags.dataDir);
  process.stdout.write(`sampan-apiserver: serving on ${server.url}\n`);
  process.send?.('ready');
  const signal = await stop;
  process.stdout.write(`sampan-apiserver: ${signal}: stopping\n`);
  await server.close();
  return 0;
}

/** The first of the signals that ask a process to stop; a second one ends it at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

/** Last, the store: nothing is made where something else is wrong. */
async function optionsOf(flags: Flags): Promise<ApiserverOptions> {
  const options = { ...(await configure(flags, logger)), logger };
  const backend = await openBackend(flags, (error) => {
    // Nothing can be written any more: whoever supervises this process starts it again.
    process.stderr.write(`sampan-apiserver: ${error.message}\n`);
    process.exit(1);
  });
  return backend === undefined ? options : { ...options, backend };
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nRun with --help for all flags.`;
  if (error instanceof StoreUnavailableError) return error.message;
  const { code, address, port, message } = error as Error & { code?: string; address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `${address}:${port} is in use: stop what listens there, or choose another --secure-port`;
  if (code === 'EACCES') return `${address}:${port} may not be used: choose a --secure-port above 1023`;
  return systemErrorText(error) ?? message;
}
