import type { Driver } from './driver.js';
import { ProcessDriver, type ProcessDriverOptions } from './process/process-driver.js';

/** The driver of this name; `auto` takes the best that works on this host, found by trying. */
export function createDriver(name: 'auto' | 'process', options: ProcessDriverOptions): Driver {
  switch (name) {
    case 'auto':
    case 'process':
      return new ProcessDriver(options);
  }
}
