import { createHash } from 'node:crypto';

/** The hash that `--append-hash` ends a name with: ten characters that spell no words. `json` is Go's form of it. */
export function contentHash(json: string): string {
  const hex = createHash('sha256').update(json).digest('hex').slice(0, 10);
  return hex.replace(/[013ae]/g, (character) => ({ 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' })[character] ?? character);
}
