import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sampan/api';
import { describeDriver } from '../driver-conformance.js';
import { ProcessDriver } from './process-driver.js';
import { stopAllContainers } from './stop-all-containers.js';

describeDriver('process', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'sampan-driver-'));
  const open = () => new ProcessDriver({ rootDir, podCidr: '127.77.0.0/24', nodeIp: '127.0.0.1', clock: systemClock });
  const opened = [open()];
  return {
    driver: opened[0] as ProcessDriver,
    reopen: async () => {
      await opened.at(-1)?.close();
      opened.push(open());
      return opened.at(-1) as ProcessDriver;
    },
    dispose: async () => {
      await stopAllContainers(rootDir, { graceMilliseconds: 0 });
      await opened.at(-1)?.close();
      await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
});
