import { CommandError } from '../../framework/errors.js';

/** Splits `TYPE NAME key=value key-` into what names objects and what is to change. */
export function resourcesAndPairs(args: readonly string[], pairType: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const argument of args) {
    const isPair =
      (argument.includes('=') && !argument.startsWith('=')) || (argument.endsWith('-') && argument !== '-');
    if (isPair) pairs.push(argument);
    else if (pairs.length === 0) resources.push(argument);
    else throw new CommandError(`all resources must be specified before ${pairType} changes: ${argument}`);
  }
  return { resources, pairs };
}
