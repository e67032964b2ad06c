import { UserError } from '../user-error.js';
import type { CommandOptions } from './command.js';

/** The number that an option of the command line has to be, within bounds. Throws a UserError that names them. */
export function wholeNumber(
  flag: string,
  option: CommandOptions[string],
  { least, most, hint }: { least: number; most: number; hint?: string },
): number {
  const number = option === '' ? Number.NaN : Number(option);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UserError(`${flag} takes a whole number from ${least} to ${most}, not "${option}"`, hint);
}
