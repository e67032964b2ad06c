import { CommandError } from './errors.js';

/** The number that `text` is; throws as Go's strconv.Atoi does. */
export function parseWholeNumber(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}
