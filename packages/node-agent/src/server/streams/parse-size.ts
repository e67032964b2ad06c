import type { TerminalSize } from '../../drivers/driver.js';

/** A message of the resize channel: `{"Width":80,"Height":24}`. */
export function parseSize(data: Buffer): TerminalSize | undefined {
  try {
    const { Width, Height } = JSON.parse(data.toString('utf8')) as { Width?: number; Height?: number };
    return Width && Height ? { columns: Width, rows: Height } : undefined;
  } catch {
    return undefined;
  }
}
