import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { runtimeFile } from '../../package-files.js';
import type { ProcessIdentity } from '../../processes/process-identity.js';

/**
 * The small process that starts containers (`runtime/spawn-helper.sh`): forking the agent itself would stop its event
 * loop for a time that grows with its memory. It is started when it is first needed, and again if it is gone.
 */
export class SpawnHelper {
  #process: ChildProcessWithoutNullStreams | undefined;
  readonly #waiting = new Map<string, { resolve(identity: ProcessIdentity): void; reject(error: Error): void }>();
  readonly #starts = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Starts the container whose script lies in `folder`; resolves with its process as soon as there is one. */
  start(folder: string): Promise<ProcessIdentity> {
    if (this.#isClosed) return Promise.reject(new Error('the agent is stopping'));
    const start = new Promise<ProcessIdentity>((resolve, reject) => {
      this.#waiting.set(folder, { resolve, reject });
      this.#running().stdin.write(`${folder}\n`);
    });
    this.#starts.add(start);
    return start.finally(() => this.#starts.delete(start));
  }

  /** Lets the helper collect shims that ended, which would stay zombies otherwise. */
  reap(): void {
    if (this.#process !== undefined) this.#process.stdin.write('\n');
  }

  /** Starts nothing any more. What was being started has its record when it resolves: whoever stops it finds it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#starts);
    this.#process?.stdin.end();
    this.#process?.unref();
    this.#process = undefined;
  }

  #running(): ChildProcessWithoutNullStreams {
    if (this.#process !== undefined) return this.#process;
    // Containers see their parent's environment in `/proc`: nothing of the agent's is in it.
    const env = { PATH: process.env.PATH ?? '' };
    const helper = spawn('/bin/sh', [runtimeFile('spawn-helper.sh')], { detached: true, cwd: '/', env });
    const gone = () => this.#gone(helper);
    helper.once('exit', gone).once('error', gone);
    helper.stdin.on('error', gone);
    helper.stderr.resume();
    createInterface({ input: helper.stdout }).on('line', (line) => this.#started(line));
    this.#process = helper;
    return helper;
  }

  /** `FOLDER PID START`; a folder may contain spaces. */
  #started(line: string): void {
    const match = /^(.*) (\d+) (\S+)$/.exec(line);
    if (match === null) return;
    const [, folder = '', pid, start = ''] = match;
    const waiting = this.#waiting.get(folder);
    if (Number(pid) > 1) waiting?.resolve({ pid: Number(pid), start });
    else waiting?.reject(new Error(`the container's folder cannot be used: ${folder}`));
    this.#waiting.delete(folder);
  }

  #gone(helper: ChildProcessWithoutNullStreams): void {
    if (this.#process !== helper) return;
    this.#process = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error('the process that starts containers has ended'));
    this.#waiting.clear();
  }
}
