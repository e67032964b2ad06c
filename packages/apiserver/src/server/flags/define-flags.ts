import type { ApiserverOptions, Logger } from '../apiserver-options.js';

/** The flags of one subject: which there are, what `--help` says of them, and how they are read. */
export interface SubjectFlags<O extends FlagOptions, F extends object> {
  /** By their names without dashes, as `parseArgs` takes them. */
  readonly options: O;
  /** Lines of `--help`, each after a line's end. */
  readonly usage: string;
  /** What they say. Throws UsageError. */
  read(values: FlagValues<O>): F;
  /** What the server is set up with by them: reads the files that they name. Rejects with UsageError. */
  configure?(flags: F, logger: Logger): ApiserverOptions | Promise<ApiserverOptions>;
}

export type FlagOptions = Readonly<Record<string, { readonly type: 'string'; readonly multiple?: boolean }>>;

/** What was given; flags that may be repeated, in the order in which they were. */
export type FlagValues<O extends FlagOptions> = {
  readonly [Name in keyof O]?: O[Name] extends { readonly multiple: true } ? string[] : string;
};

/** A flag's option where it has one value: the last that is given. */
export const text = { type: 'string' } as const;

/** A flag's option where it may be repeated. */
export const texts = { type: 'string', multiple: true } as const;

/** Lets the compiler see which flags `read` may ask for. */
export function defineFlags<const O extends FlagOptions, F extends object>(
  flags: SubjectFlags<O, F>,
): SubjectFlags<O, F> {
  return flags;
}
