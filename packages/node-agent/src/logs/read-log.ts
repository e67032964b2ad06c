import { watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type CriLine, parseCriLine } from './cri-line.js';
import type { LogOptions } from './log-options.js';
import { logFiles } from './rotating-log.js';
import { tailPosition } from './tail-position.js';

const chunk = 64 * 1024;

export interface LogSource {
  /** The newest file of the log. */
  file: string;
  /** Resolves when nothing more will be written. */
  ended: Promise<unknown>;
}

/** The lines of a container's log as the program wrote them, from where the options say, on to the end if they follow. */
export async function* readLog(source: LogSource, options: LogOptions, signal: AbortSignal): AsyncGenerator<Buffer> {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  for await (const lines of readLines(source, options, signal)) {
    const text = Buffer.concat(lines.filter((line) => isWanted(line, options)).map((line) => render(line, options)));
    if (text.length > 0) yield text.subarray(0, left);
    left -= text.length;
    if (left <= 0) return;
  }
}

function isWanted({ time, stream }: CriLine, { since, stream: wanted }: LogOptions): boolean {
  if (wanted !== undefined && stream !== wanted) return false;
  return since === undefined || Date.parse(time) >= since;
}

function render({ time, content, partial }: CriLine, { timestamps }: LogOptions): Buffer {
  return Buffer.concat([
    ...(timestamps ? [Buffer.from(`${time} `)] : []),
    content,
    ...(partial ? [] : [Buffer.of(0x0a)]),
  ]);
}

async function* readLines(source: LogSource, options: LogOptions, signal: AbortSignal): AsyncGenerator<CriLine[]> {
  const starts = await startPositions(logFiles(source.file), options.tailLines);
  const older = starts.filter(({ name }) => name !== source.file);
  for (const { name, position } of older) yield* readFileLines(name, position);
  const newest = starts.find(({ name }) => name === source.file);
  if (options.follow) yield* followLines(source, newest?.position ?? 0, signal);
  else if (newest !== undefined) yield* readFileLines(newest.name, newest.position);
}

/** Where to begin in each file so that `tailLines` lines follow in all; files before that are left out. */
async function startPositions(files: readonly string[], tailLines: number | undefined) {
  if (tailLines === undefined) return files.map((name) => ({ name, position: 0 }));
  const starts: { name: string; position: number }[] = [];
  let missing = tailLines;
  for (const name of files.toReversed()) {
    const file = await open(name, 'r');
    const { position, found } = await tailPosition(file, missing).finally(() => file.close());
    starts.unshift({ name, position });
    missing -= found;
    if (missing <= 0) break;
  }
  return starts;
}

async function* readFileLines(name: string, position: number): AsyncGenerator<CriLine[]> {
  const reader = new LineReader(name, position);
  try {
    for (let lines = await reader.read(); lines !== undefined; lines = await reader.read()) yield lines;
  } finally {
    await reader.close();
  }
}

/** Reads on as the log grows, into the next file when it is rotated, until its container has ended. */
async function* followLines(source: LogSource, position: number, signal: AbortSignal): AsyncGenerator<CriLine[]> {
  let hasEnded = false;
  let wake = () => {};
  const notice = () => wake();
  void source.ended.then(() => {
    hasEnded = true;
    notice();
  });
  signal.addEventListener('abort', notice);
  const watcher = watch(dirname(source.file), { persistent: false }, (_, name) => {
    if (name === basename(source.file)) notice();
  });
  let reader = new LineReader(source.file, position);
  try {
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const isOver = hasEnded;
      for (let lines = await reader.read(); lines !== undefined; lines = await reader.read()) yield lines;
      if (await reader.wasRotated()) {
        for (let lines = await reader.read(); lines !== undefined; lines = await reader.read()) yield lines;
        await reader.close();
        reader = new LineReader(source.file, 0);
      } else if (isOver) return;
      else await changed;
    }
  } finally {
    watcher.close();
    signal.removeEventListener('abort', notice);
    await reader.close();
  }
}

/** Reads a file line by line; a line that is not whole yet is left for the next time. */
class LineReader {
  readonly #name: string;
  #position: number;
  #file: Awaited<ReturnType<typeof open>> | undefined;
  #rest = Buffer.alloc(0);

  constructor(name: string, position: number) {
    this.#name = name;
    this.#position = position;
  }

  /** Some lines, or undefined at the end. */
  async read(): Promise<CriLine[] | undefined> {
    this.#file ??= await open(this.#name, 'r').catch(() => undefined);
    if (this.#file === undefined) return undefined;
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(chunk), 0, chunk, this.#position);
    if (bytesRead === 0) return undefined;
    this.#position += bytesRead;
    const data = Buffer.concat([this.#rest, buffer.subarray(0, bytesRead)]);
    const lines: CriLine[] = [];
    let start = 0;
    for (let end = data.indexOf(0x0a); end !== -1; end = data.indexOf(0x0a, start)) {
      const line = parseCriLine(data.subarray(start, end));
      if (line !== undefined) lines.push(line);
      start = end + 1;
    }
    this.#rest = data.subarray(start);
    return lines;
  }

  /** Whether the name belongs to another file by now. */
  async wasRotated(): Promise<boolean> {
    if (this.#file === undefined) return false;
    const [own, now] = await Promise.all([this.#file.stat(), stat(this.#name).catch(() => undefined)]);
    return now !== undefined && now.ino !== own.ino;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}
