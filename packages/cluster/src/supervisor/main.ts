import { systemClock } from '@sampan/api';
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

const [home, name] = process.argv.slice(2) as [string, string];
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
