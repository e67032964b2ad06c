/** One line of a container's log in the format of the Container Runtime Interface: `TIME STREAM TAG CONTENT`. */
export interface CriLine {
  /** RFC 3339 with nanoseconds. */
  time: string;
  stream: LogStream;
  /** The line goes on in the next entry of its stream. */
  partial: boolean;
  content: Buffer;
}

export type LogStream = 'stdout' | 'stderr';

const newline = 0x0a;
const space = 0x20;

/** `content` without its newline, as one entry of a log. */
export function formatCriLine(
  time: string,
  stream: LogStream,
  { content, partial }: { content: Buffer; partial: boolean },
) {
  return Buffer.concat([Buffer.from(`${time} ${stream} ${partial ? 'P' : 'F'} `), content, Buffer.of(newline)]);
}

/** Parses an entry, without its newline; undefined for what is none, such as the torn end of a file. */
export function parseCriLine(line: Buffer): CriLine | undefined {
  const afterTime = line.indexOf(space);
  const afterStream = line.indexOf(space, afterTime + 1);
  const afterTag = line.indexOf(space, afterStream + 1);
  if (afterTime <= 0 || afterStream === -1 || afterTag === -1) return undefined;
  const stream = line.toString('latin1', afterTime + 1, afterStream);
  const tag = line.toString('latin1', afterStream + 1, afterTag);
  if ((stream !== 'stdout' && stream !== 'stderr') || (tag !== 'F' && tag !== 'P')) return undefined;
  return {
    time: line.toString('latin1', 0, afterTime),
    stream,
    partial: tag === 'P',
    content: line.subarray(afterTag + 1),
  };
}

/** A time as container runtimes stamp lines: nanoseconds, of which the clock knows the first three digits. */
export function formatLogTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000000Z`;
}
