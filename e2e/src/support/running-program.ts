import { type ChildProcess, spawn } from 'node:child_process';

/** A program that is talked to while it runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Everything that it has printed so far, on both streams. */
  output(): string;
  write(text: string): void;
  endInput(): void;
  /** Resolves with what `look` finds in the output, as soon as it does; rejects when the program ends before. */
  until<T>(look: (output: string) => T | undefined | false | null): Promise<T>;
  /** Its exit code; -1 when a signal ended it. */
  readonly exited: Promise<number>;
}

export function startProgram(command: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningProgram {
  const child = spawn(command, args, { env, stdio: 'pipe' });
  let output = '';
  let looks: (() => void)[] = [];
  const look = () => {
    for (const one of looks) one();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      look();
    });
  }
  child.stdin.on('error', () => undefined);
  let code: number | undefined;
  const exited = new Promise<number>((resolve) => {
    child.once('close', (exitCode) => {
      code = exitCode ?? -1;
      resolve(code);
      look();
    });
  });
  return {
    child,
    output: () => output,
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    until: (find) =>
      new Promise((resolve, reject) => {
        const one = () => {
          const found = find(output);
          if (found) resolve(found);
          else if (code === undefined) return;
          else reject(new Error(`${command} ${args.join(' ')}: exit code ${code}\n${output}`));
          looks = looks.filter((other) => other !== one);
        };
        looks.push(one);
        one();
      }),
    exited,
  };
}
