import type { Readable } from 'node:stream';
import type { TerminalSize } from '../../drivers/exec-process.js';

/** No size takes more: what does is no size. */
const maxLength = 1024;

/** Reads a resize channel: `{"Width":80,"Height":24}`, again and again, however the bytes are cut. */
export function readSizes(from: Readable | undefined, listener: (size: TerminalSize) => void): void {
  let text = '';
  from?.on('data', (data: Buffer) => {
    text += data.toString('latin1');
    for (let end = text.indexOf('}'); end !== -1; end = text.indexOf('}')) {
      const size = parseSize(text.slice(0, end + 1));
      text = text.slice(end + 1);
      if (size !== undefined) listener(size);
    }
    if (text.length > maxLength) text = '';
  });
}

/** Both are 16 bits wide in Kubernetes. */
function parseSize(text: string): TerminalSize | undefined {
  try {
    const { Width: columns, Height: rows } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
    return isExtent(columns) && isExtent(rows) ? { columns, rows } : undefined;
  } catch {
    return undefined;
  }
}

function isExtent(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;
}
