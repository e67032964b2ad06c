import type { Context } from './context.js';

/** What may stand at the end of a command line, and what the shell is to do about it. */
export interface Completions {
  readonly words: readonly string[];
  readonly directive: Directive;
}

/** What cobra calls ShellCompDirective: what follows a word, and whether files are offered too. */
export interface Directive {
  readonly noSpace?: boolean;
  readonly noFiles?: boolean;
  /** The words are extensions of files to offer. */
  readonly areExtensions?: boolean;
}

/** A command line that is not finished: what of it is complete. */
export interface CompletionRequest {
  readonly context: Context;
  readonly args: readonly string[];
}

/** Nothing is known: the shell offers files. */
export const filesOnly: Completions = { words: [], directive: {} };

/** These words, and no files. */
export function words(list: readonly string[], more: Directive = {}): Completions {
  return { words: list, directive: { noFiles: true, ...more } };
}

/** The number that ends the answer, and the names that people read on standard error. */
export function directiveNumber({ noSpace, noFiles, areExtensions }: Directive): { bits: number; names: string } {
  const parts = [
    { bit: 2, name: 'NoSpace', isSet: noSpace },
    { bit: 4, name: 'NoFileComp', isSet: noFiles },
    { bit: 8, name: 'FilterFileExt', isSet: areExtensions },
  ].filter(({ isSet }) => isSet);
  const names = parts.map(({ name }) => `ShellCompDirective${name}`);
  return {
    bits: parts.reduce((bits, { bit }) => bits + bit, 0),
    names: names.length > 0 ? names.join(', ') : 'ShellCompDirectiveDefault',
  };
}
