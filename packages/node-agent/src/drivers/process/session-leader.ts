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

/** GNU's `env` also takes back what the shell does to programs in the background: they ignore SIGINT and SIGQUIT. */
const environmentCandidates: readonly (readonly string[])[] = [['env', '--default-signal=INT,QUIT'], ['env']];

let foundEnvironment: readonly string[] | undefined;

/** The way to start a program with another environment that does most for it here, found by trying. */
export function environmentSetter(): readonly string[] {
  foundEnvironment ??= environmentCandidates.find(
    ([program, ...args]) => spawnSync(program as string, [...args, '-i', '/bin/sh', '-c', ':']).status === 0,
  );
  return foundEnvironment ?? ['env'];
}
