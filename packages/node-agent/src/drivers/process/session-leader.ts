import { spawnSync } from 'node:child_process';

/** Ways to start a program in a session of its own: util-linux's, and one for hosts without it (macOS). */
const candidates: readonly (readonly string[])[] = [
  ['setsid'],
  ['perl', '-MPOSIX', '-e', '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; POSIX::setsid(); exec { $ARGV[0] } @ARGV'],
];

let found: readonly string[] | undefined;

/** The first way that works here, found by trying. */
export function sessionLeader(): readonly string[] {
  found ??= candidates.find(([program, ...args]) => spawnSync(program as string, [...args, 'true']).status === 0);
  if (found === undefined) throw new Error('neither setsid nor perl was found: containers need one of them to start');
  return found;
}

let foundPerl: { path: string | undefined } | undefined;

/**
 * Where perl is, which starts a program with an environment that is on no command line (`runtime/launch.pl`); undefined
 * where there is none. An absolute path: a container's PATH may lead elsewhere.
 */
export function perl(): string | undefined {
  foundPerl ??= { path: spawnSync('perl', ['-e', 'print $^X'], { encoding: 'utf8' }).stdout || undefined };
  return foundPerl.path;
}
