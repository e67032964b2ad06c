import { formatCriLine, type LogStream } from './cri-line.js';

/** Longer lines are cut into partial entries, as container runtimes do. */
const maxLine = 16 * 1024;

export interface SplitLines {
  /** Entries for all whole lines, and for what is too long to wait for its end. */
  entries: Buffer;
  /** How many bytes of the input the entries stand for; the rest is the beginning of a line. */
  length: number;
}

/** Stamps raw output. `final` says that nothing will follow: the unfinished last line becomes a partial entry. */
export function splitLines(
  raw: Buffer,
  { time, stream, final }: { time: string; stream: LogStream; final: boolean },
): SplitLines {
  const entries: Buffer[] = [];
  let start = 0;
  const emit = (end: number, partial: boolean) => {
    entries.push(formatCriLine(time, stream, { content: raw.subarray(start, end), partial }));
    start = partial ? end : end + 1;
  };
  for (let end = raw.indexOf(0x0a); end !== -1; end = raw.indexOf(0x0a, start)) {
    while (end - start > maxLine) emit(start + maxLine, true);
    emit(end, false);
  }
  while (raw.length - start >= maxLine) emit(start + maxLine, true);
  if (final && raw.length > start) emit(raw.length, true);
  return { entries: Buffer.concat(entries), length: start };
}
