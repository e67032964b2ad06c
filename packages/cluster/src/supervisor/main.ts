import { systemClock } from '@sampan/api';
import { readCommandLine, UsageError } from '@sampan/client';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder } from '../layout/cluster-folder.js';
import { UserError } from '../user-error.js';
import { startSupervisor } from './supervisor.js';

/**
 * The supervisor's process, started by `sampan up` with the home folder and the cluster's name as arguments. It tells
 * whoever started it of every change of a component's state, for as long as somebody listens.
 */
// What a component writes is nobody else's to read, whatever the umask of the terminal was; containers have their own.
process.umask(0o077);

const usage = `
Usage: sampan-supervisor HOME NAME

Runs the components of a cluster that "sampan up" has made, and starts them again when they end.
`;
const {
  positionals: [home, name],
} = readCommandLine({ usage, positionals: 2 });
if (home === undefined || name === undefined)
  throw new UsageError('the home folder and the name of a cluster are required');
const folder = clusterFolder(home, name);
const config = await requireClusterConfig(folder, name);

const supervisor = await startSupervisor({
  folder,
  config,
  clock: systemClock,
  report: (state) => {
    process.stderr.write(`${new Date().toISOString()} ${state.component} ${state.state} ${state.detail ?? ''}\n`);
    if (process.connected) process.send?.(state, undefined, {}, () => {});
  },
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof UserError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void supervisor.stop().then(() => process.exit(0));
  });
}
process.on('SIGHUP', () => {
  requireClusterConfig(folder, name).then(
    (changed) => supervisor.extend(changed),
    (error: Error) => process.stderr.write(`${error.message}\n`),
  );
});
process.on('disconnect', () => {});
