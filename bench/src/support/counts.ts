import { UsageError } from '../../../packages/client/dist/index.js';

/** The numbers of nodes and Pods that a command line gives, in this order. Throws a UsageError for what is none. */
export function countsOf(positionals: readonly string[]): number[] {
  return positionals.map((text) => {
    if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${text}: must be a number of nodes or Pods`);
    return Number(text);
  });
}
