import { runtimeFile } from '../../package-files.js';
import type { ContainerUser } from '../container-runtime.js';
import { StartError } from '../start-error.js';

export interface StartScript {
  /** The program as an absolute path, then its arguments. */
  argv: readonly string[];
  env: ReadonlyMap<string, string>;
  workingDir: string;
  /** The file with the environment: see {@link environmentFile}. */
  environment: string;
  /** What puts a program into a session of its own: `setsid`, or what stands in for it. */
  sessionLeader: readonly string[];
  /** Where perl is, which takes an environment from a file. */
  perl: string | undefined;
  /** The file by which a process joins the container's control group. */
  controlGroup?: string;
  user?: ContainerUser;
}

/**
 * The script that becomes the program. No value of the environment is on a command line, where everybody can read it:
 * it comes from a file. Without perl, which can do that, the shell exports what it has a name for.
 */
export function startScript(script: StartScript): string {
  const { argv, workingDir, environment, sessionLeader, perl, controlGroup, user } = script;
  const join = controlGroup === undefined ? [] : [`{ echo 0 >${quote(controlGroup)}; } 2>/dev/null`];
  const enter = `cd ${quote(workingDir)} || exit 1`;
  if (perl !== undefined) {
    const words = [...sessionLeader, ...launchWords(perl, { environment, user }), ...argv];
    return [...join, enter, `exec ${words.map(quote).join(' ')}`, ''].join('\n');
  }
  if (user !== undefined) throw startError(`user ${user.uid} cannot be had on this host: there is no perl`);
  return [
    ...join,
    'umask 022',
    enter,
    ...exports(script),
    `exec ${[...sessionLeader, ...argv].map(quote).join(' ')}`,
    '',
  ].join('\n');
}

/** The words before a program that give it the environment in a file, and a user. */
export function launchWords(
  perl: string,
  { environment, user }: { environment: string; user: ContainerUser | undefined },
): string[] {
  const who = user === undefined ? '-' : [user.uid, user.gid, ...user.groups].join(',');
  return [perl, runtimeFile('launch.pl'), environment, who];
}

/** `NAME=VALUE`, each ended by a zero byte, which no value can contain. */
export function environmentFile(env: ReadonlyMap<string, string>): string {
  return [...env].map(([name, value]) => `${name}=${value}\0`).join('');
}

/** What the shell brings along goes; PATH comes last, when all programs are found but the last one, which is absolute. */
function exports({ env }: StartScript): string[] {
  const unnameable = [...env.keys()].filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (unnameable.length > 0) {
    throw startError(`the environment variable "${unnameable[0]}" cannot be set on this host: there is no perl`);
  }
  const inherited = 'unset OLDPWD PWD SHLVL _ 2>/dev/null';
  return [inherited, ...[...env].map(([name, value]) => `export ${name}=${quote(value)}`)];
}

function startError(detail: string): StartError {
  return new StartError(`failed to create task for container: unable to start container process: ${detail}`);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
