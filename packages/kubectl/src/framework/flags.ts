/**
 * One flag, in pflag's terms. A command declares its flags as an object whose keys are the flags' names in camel case:
 * `fromLiteral` is `--from-literal`.
 */
export interface Flag<V = unknown> {
  readonly type: 'bool' | 'string' | 'strings' | 'list' | 'int' | 'duration';
  readonly default: V;
  readonly description: string;
  /** The one-letter form. */
  readonly short?: string;
  /** The value of a flag that is given without one (`--dry-run`). */
  readonly bare?: string;
  readonly hidden?: boolean;
  readonly required?: boolean;
}

/** The flags of a command by the camel-case form of their names. */
export type FlagSet = Readonly<Record<string, Flag>>;

/** What a command line gave for each flag of a set, or the default. */
export type FlagValues<F extends FlagSet> = { -readonly [K in keyof F]: F[K] extends Flag<infer V> ? V : never };

type Extras = Pick<Flag, 'short' | 'bare' | 'hidden' | 'required'>;

/** Constructors of flags, one for each type of value. */
export const flag = {
  bool: (description: string, extras: Extras & { default?: boolean } = {}): Flag<boolean> => ({
    type: 'bool',
    default: false,
    bare: 'true',
    description,
    ...extras,
  }),
  string: (description: string, extras: Extras & { default?: string } = {}): Flag<string> => ({
    type: 'string',
    default: '',
    description,
    ...extras,
  }),
  /** May be repeated; a value is taken as it is (pflag's StringArray). */
  strings: (description: string, extras: Extras & { default?: string[] } = {}): Flag<string[]> => ({
    type: 'strings',
    default: [],
    description,
    ...extras,
  }),
  /** May be repeated; a value is split at its commas (pflag's StringSlice). */
  list: (description: string, extras: Extras & { default?: string[] } = {}): Flag<string[]> => ({
    type: 'list',
    default: [],
    description,
    ...extras,
  }),
  int: (description: string, extras: Extras & { default?: number } = {}): Flag<number> => ({
    type: 'int',
    default: 0,
    description,
    ...extras,
  }),
  /** Milliseconds; written as Go writes durations (`1m30s`). */
  duration: (description: string, extras: Extras & { default?: number } = {}): Flag<number> => ({
    type: 'duration',
    default: 0,
    description,
    ...extras,
  }),
};

/** `fromLiteral` → `from-literal`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
