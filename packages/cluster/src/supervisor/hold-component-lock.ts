import { FolderLockedError, lockFolder } from '@sampan/node-agent/processes';
import { lockVariable, supervisorVariable } from '../processes/component-locks.js';

/**
 * Loaded into every component before its own code (`node --import`): takes the component's lock, so that whoever stops
 * the cluster finds the process from here on. A component whose supervisor has died in between would be found by nobody
 * who has looked already: it ends.
 */
const { [lockVariable]: lock, [supervisorVariable]: supervisor } = process.env;
if (lock !== undefined) {
  delete process.env[lockVariable];
  delete process.env[supervisorVariable];
  try {
    lockFolder(lock);
  } catch (error) {
    if (!(error instanceof FolderLockedError)) throw error;
    end(`another process runs as this component: ${error.message}`);
  }
  if (process.ppid !== Number(supervisor)) end('the supervisor that started this component is gone');
}

function end(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
