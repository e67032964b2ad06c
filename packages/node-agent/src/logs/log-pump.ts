import { execFile } from 'node:child_process';
import { closeSync, type FSWatcher, fstatSync, openSync, readSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Timer } from '@sampan/api';
import { formatLogTime, type LogStream } from './cri-line.js';
import { followOutput } from './follow-output.js';
import { RotatingLog } from './rotating-log.js';
import { splitLines } from './split-lines.js';

const chunk = 64 * 1024;
/** What a busy container may write before the pump looks again: one wake-up for many lines. */
const restMilliseconds = 20;
/** Raw output that is in the log already is given back to the file system in steps of so many bytes. */
const releaseStep = 8 * 1024 * 1024;
const streams: readonly LogStream[] = ['stdout', 'stderr'];

export interface LogPumpOptions {
  /** The container's folder, which holds `stdout` and `stderr`. */
  folder: string;
  logFile: string;
  clock: Clock;
}

/**
 * Carries a container's raw output into its log, line by line and with times. The raw files are what makes containers
 * independent of the agent: they are written with or without it, and a new pump goes on where the last one stopped.
 */
export class LogPump {
  readonly #options: LogPumpOptions;
  readonly #log: RotatingLog;
  readonly #sources: { stream: LogStream; file: string; descriptor: number; released: number }[];
  readonly #watcher: FSWatcher;
  /** Those who read raw output, and how far they have come: it is not given back before. */
  readonly #followers = new Set<{ stream: LogStream; position: number }>();
  #rest: Timer | undefined;
  #moreToDo = false;
  #closed = false;

  constructor(options: LogPumpOptions) {
    this.#options = options;
    this.#log = new RotatingLog(options.logFile);
    this.#sources = streams.map((stream) => {
      const file = join(options.folder, stream);
      return { stream, file, descriptor: openSync(file, 'a+', 0o600), released: 0 };
    });
    this.#watcher = watch(options.folder, { persistent: false }, (_, name) => {
      if (name === 'stdout' || name === 'stderr') this.#wake();
    });
    this.#watcher.on('error', () => undefined);
    this.#wake();
  }

  /** What the program writes from now on, at once and as it is. `began` is called when it is known from where on. */
  async *follow(
    stream: LogStream,
    { ended, began, signal }: { ended: Promise<unknown>; began(): void; signal: AbortSignal },
  ): AsyncGenerator<Buffer> {
    const follower = { stream, position: 0 };
    this.#followers.add(follower);
    const read = (position: number) => {
      follower.position = position;
      began();
    };
    try {
      yield* followOutput({ file: join(this.#options.folder, stream), ended, read }, signal);
    } finally {
      this.#followers.delete(follower);
    }
  }

  /** Takes the last of the output and lets go of the files. */
  finish(): void {
    if (this.#closed) return;
    for (const { stream, descriptor } of this.#sources) while (this.#carry(stream, descriptor, true));
    this.close();
  }

  /** Lets go of the files; the next pump takes what is left. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rest?.cancel();
    this.#watcher.close();
    this.#log.close();
    for (const { descriptor } of this.#sources) closeSync(descriptor);
  }

  #wake(): void {
    this.#moreToDo = true;
    if (this.#rest !== undefined || this.#closed) return;
    this.#drain();
    this.#rest = this.#options.clock.setTimeout(() => {
      this.#rest = undefined;
      if (this.#moreToDo) this.#wake();
    }, restMilliseconds);
  }

  /** Takes what is there, but not more than a few chunks at once: other containers want to be heard too. */
  #drain(): void {
    this.#moreToDo = false;
    for (const source of this.#sources) {
      let rounds = 16;
      while (rounds-- > 0 && this.#carry(source.stream, source.descriptor, false));
      if (rounds < 0) this.#moreToDo = true;
      this.#release(source);
    }
  }

  /** Carries one chunk; false when there was nothing (more) to carry. */
  #carry(stream: LogStream, descriptor: number, final: boolean): boolean {
    const offset = this.#log.offsets[stream];
    const { size } = fstatSync(descriptor);
    if (size <= offset) return false;
    const raw = Buffer.allocUnsafe(Math.min(chunk, size - offset));
    const length = readSync(descriptor, raw, 0, raw.length, offset);
    const time = formatLogTime(this.#options.clock.now());
    const lines = splitLines(raw.subarray(0, length), { time, stream, final: final && offset + length >= size });
    if (lines.length === 0) return false;
    this.#log.append(lines.entries, stream, lines.length);
    return true;
  }

  /** Punches a hole where the output is in the log already: the file keeps its offsets and loses its weight. */
  #release(source: { stream: LogStream; file: string; released: number }): void {
    const followers = [...this.#followers].filter(({ stream }) => stream === source.stream);
    const offset = Math.min(this.#log.offsets[source.stream], ...followers.map(({ position }) => position));
    if (offset - source.released < releaseStep) return;
    source.released = offset;
    execFile('fallocate', ['--punch-hole', '--offset', '0', '--length', String(offset), source.file], () => undefined);
  }
}
