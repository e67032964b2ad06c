import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { signalProcess } from '@sampan/node-agent/processes';
import { type ClusterFolder, logFile } from '../layout/cluster-folder.js';
import { runningComponent } from '../processes/component-locks.js';
import type { ComponentState } from './supervised-process.js';
import { supervisorName } from './supervisor.js';

/** The running supervisor, as `sampan up` sees it. */
export interface SupervisorHandle {
  /** Calls back on every change of a component's state; says nothing of a supervisor that was running already. */
  onState(callback: (state: ComponentState) => void): void;
  /** Calls back when the supervisor itself has ended. */
  onExit(callback: () => void): void;
  /** Lets it run on without us. */
  detach(): void;
}

/** Starts the cluster's supervisor in a session of its own, or tells the running one to look at its configuration. */
export async function launchSupervisor(
  home: string,
  folder: ClusterFolder,
  { name, running }: { name: string; running: boolean },
): Promise<SupervisorHandle> {
  if (!running) return handleOf(await spawnSupervisor(home, folder, name));
  const identity = runningComponent(folder, supervisorName);
  if (identity !== undefined) signalProcess(identity, 'SIGHUP');
  return { onState: () => {}, onExit: () => {}, detach: () => {} };
}

async function spawnSupervisor(home: string, folder: ClusterFolder, name: string): Promise<ChildProcess> {
  await mkdir(folder.logs, { recursive: true, mode: 0o700 });
  const log = openSync(logFile(folder, supervisorName), 'a', 0o600);
  const child = spawn(process.execPath, ['--max-semi-space-size=1', entryFile(), home, name], {
    cwd: folder.root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
}

function handleOf(child: ChildProcess): SupervisorHandle {
  return {
    onState: (callback) => child.on('message', (state) => callback(state as ComponentState)),
    onExit: (callback) => child.once('exit', callback),
    detach: () => {
      child.removeAllListeners();
      if (child.connected) child.disconnect();
      child.unref();
    },
  };
}

/** The bundle beside this one; the compiled file when the sources are tested. */
function entryFile(): string {
  const bundled = import.meta.url.includes('/dist/bundle/');
  return fileURLToPath(new URL(bundled ? './supervisor.js' : '../bundle/supervisor.js', import.meta.url));
}
