import type { SampanCommand } from '../cli/command.js';
import { type Check, machineChecks } from '../doctor/machine-checks.js';

/** Tries the operations that a cluster needs on this machine, and says what is lost where one does not work. */
export const doctor: SampanCommand = {
  usage: 'doctor',
  summary: 'try what a cluster needs on this machine, and say what is lost and what brings it back',
  options: [],
  async run({ home, terminal }) {
    const { style, print } = terminal;
    let fatal = false;
    for (const check of machineChecks(home)) {
      const problem = await attempt(check);
      if (problem === undefined) {
        print(`${style.green('✓')} ${check.what}`);
        continue;
      }
      fatal ||= check.needed;
      print(`${check.needed ? style.red('✗') : style.yellow('!')} ${check.what}: ${problem}`);
      print(`    lost: ${check.lost}`);
      print(`    help: ${check.help}`);
    }
    return fatal ? 1 : 0;
  },
};

async function attempt(check: Check): Promise<string | undefined> {
  try {
    await check.try();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
