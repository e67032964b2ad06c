import type { Driver } from './driver.js';
import { type DriverKind, driverKinds } from './driver-kinds.js';
import type { DriverOptions } from './driver-options.js';

/** The driver of this name; `auto` takes the first that this machine lets work, found by trying, and logs why not others. */
export async function createDriver(
  name: string,
  options: DriverOptions,
  kinds: readonly DriverKind[] = driverKinds,
): Promise<Driver> {
  const problems: string[] = [];
  for (const kind of kinds) {
    if (name !== 'auto' && name !== kind.name) continue;
    try {
      return await kind.open(options);
    } catch (error) {
      problems.push(`${kind.name}: ${(error as Error).message}`);
      options.logger.info('a driver does not work here', { driver: kind.name, error: (error as Error).message });
    }
  }
  throw new Error(`no driver works on this machine: ${problems.join('; ')}`);
}
