import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { contentLengths } from './content-lengths.js';
import type { LogStream } from './cri-line.js';

/** The kubelet's defaults (`containerLogMaxSize`, `containerLogMaxFiles`). */
const maxSize = 10 * 1024 * 1024;
const maxFiles = 5;

/** How many bytes of each raw stream a log contains. */
export type StreamOffsets = Record<LogStream, number>;

/**
 * A log file that starts anew when it is full; older ones are kept as `.1` (the newest) to `.4`.
 *
 * It also knows how much of each stream it contains: what went before the current file stands in `.offsets`, and the
 * rest is counted from the file itself. So writing a line is all it takes to remember that it was written.
 */
export class RotatingLog {
  readonly #file: string;
  readonly #limit: number;
  #descriptor: number;
  #size: number;
  readonly offsets: StreamOffsets;

  constructor(file: string, limit = maxSize) {
    this.#file = file;
    this.#limit = limit;
    this.offsets = recallOffsets(file);
    this.#descriptor = openSync(file, 'a', 0o600);
    this.#size = fstatSync(this.#descriptor).size;
  }

  /** Appends whole entries that contain `lengths` bytes of the streams. */
  append(entries: Buffer, stream: LogStream, length: number): void {
    if (this.#size > 0 && this.#size + entries.length > this.#limit) this.#rotate();
    let written = 0;
    while (written < entries.length) written += writeSync(this.#descriptor, entries, written);
    this.#size += entries.length;
    this.offsets[stream] += length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    for (let number = maxFiles - 2; number >= 1; number--) {
      if (existsSync(`${this.#file}.${number}`)) renameSync(`${this.#file}.${number}`, `${this.#file}.${number + 1}`);
    }
    renameSync(this.#file, `${this.#file}.1`);
    writeFileSync(offsetsFile(this.#file), JSON.stringify(this.offsets), { mode: 0o600 });
    this.#descriptor = openSync(this.#file, 'a', 0o600);
    this.#size = 0;
  }
}

/** The log's files that exist, the oldest first. */
export function logFiles(file: string): string[] {
  const older = Array.from({ length: maxFiles - 1 }, (_, index) => `${file}.${maxFiles - 1 - index}`);
  return [...older, file].filter((name) => existsSync(name));
}

function recallOffsets(file: string): StreamOffsets {
  const lengths = existsSync(file) ? contentLengths(readFileSync(file)) : { stdout: 0, stderr: 0 };
  if (!existsSync(offsetsFile(file))) return lengths;
  const before = JSON.parse(readFileSync(offsetsFile(file), 'utf8')) as StreamOffsets;
  return { stdout: before.stdout + lengths.stdout, stderr: before.stderr + lengths.stderr };
}

function offsetsFile(file: string): string {
  return `${file}.offsets`;
}
