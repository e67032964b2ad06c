import type { Clock } from '@sampan/api';
import type { Container } from '../drivers/container.js';
import type { Driver } from '../drivers/driver.js';
import type { ProbeResult } from './probe-result.js';

/** The kubelet's limit of what it keeps of a command's output. */
const maxOutput = 10 * 1024;

export interface ExecProbeOptions {
  handle: Container;
  driver: Driver;
  clock: Clock;
  timeoutMs: number;
}

/** Runs a command in the container: it passes when it exits with 0 in time. */
export async function execProbe(command: readonly string[], options: ExecProbeOptions): Promise<ProbeResult> {
  const { handle, driver, clock, timeoutMs } = options;
  try {
    const running = await driver.containers.exec(handle, { command, tty: false, stdin: false });
    let output = '';
    const take = (data: Buffer) => {
      if (output.length < maxOutput) output += data.toString('utf8');
    };
    running.stdout.on('data', take);
    running.stderr?.on('data', take);
    let isLate = false;
    const timer = clock.setTimeout(() => {
      isLate = true;
      running.kill();
    }, timeoutMs);
    const { exitCode } = await running.exited;
    timer.cancel();
    // Output that is still in the pipe belongs to the message.
    await new Promise((resolve) => setImmediate(resolve));
    if (isLate)
      return { ok: false, output: `command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s` };
    return {
      ok: exitCode === 0,
      output: output.trim() === '' && exitCode !== 0 ? `command terminated with exit code ${exitCode}` : output,
    };
  } catch (error) {
    return { ok: false, output: (error as Error).message };
  }
}
