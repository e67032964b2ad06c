import chalk, { Chalk } from 'chalk';

/** What commands print with. */
export interface Terminal {
  /** A line of the answer, on standard output. */
  print(line?: string): void;
  /** A line about what goes on, on standard error. */
  progress(line: string): void;
  readonly style: typeof chalk;
}

/** Colors only where standard output is a terminal and NO_COLOR is not set. */
export function createTerminal(env: NodeJS.ProcessEnv): Terminal {
  const colored = process.stdout.isTTY === true && !env.NO_COLOR;
  return {
    print: (line = '') => process.stdout.write(`${line}\n`),
    progress: (line) => process.stderr.write(`${line}\n`),
    style: colored ? chalk : new Chalk({ level: 0 }),
  };
}
