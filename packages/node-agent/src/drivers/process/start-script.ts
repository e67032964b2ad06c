export interface StartScript {
  /** The program as an absolute path, then its arguments. */
  argv: readonly string[];
  env: ReadonlyMap<string, string>;
  workingDir: string;
  /** What puts a program into a session of its own: `setsid`, or what stands in for it. */
  sessionLeader: readonly string[];
  /** What starts it with its environment: `env`, with what options it has. */
  environmentSetter: readonly string[];
}

/**
 * The script that becomes the program. The environment goes through `env`, not through the shell, because names that
 * are no shell variables (`my.setting`) are allowed in Kubernetes.
 */
export function startScript({ argv, env, workingDir, sessionLeader, environmentSetter }: StartScript): string {
  const assignments = [...env].map(([name, value]) => `${name}=${value}`);
  // `env` would take a program with `=` in its path for one more variable.
  const program = argv[0]?.includes('=') ? ['/bin/sh', '-c', 'exec "$@"', 'sh', ...argv] : argv;
  const words = [...sessionLeader, ...environmentSetter, '-i', ...assignments, ...program];
  return `cd ${quote(workingDir)} && exec ${words.map(quote).join(' ')}\n`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
