import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { ConformanceGroup } from './describe-driver.js';

/**
 * Programs that leave their session, their parent and their name: the title is written over the environment. Each prints
 * the daemon's process ids, and all but the first listen on the pod's address, which is their last argument.
 */
const daemons: [string, string[]][] = [
  [
    'a shell behind setsid',
    ['sh', '-c', 'setsid sh -c \'exec env -i sleep 1000\' >/dev/null 2>&1 & echo "daemon $!"; sleep 1000'],
  ],
  [
    'perl, forked twice, without environment and files',
    [
      'perl',
      '-MPOSIX',
      '-MIO::Socket::INET',
      '-e',
      `$| = 1; my $ip = shift; pipe(my $r, my $w); if (fork == 0) { POSIX::setsid(); exit if fork; chdir "/"; %ENV = ();
       my $s = IO::Socket::INET->new(LocalAddr => $ip, LocalPort => 7391, Listen => 1, ReuseAddr => 1);
       print $w "$$\\n"; close $w; close STDIN; close STDOUT; close STDERR; $0 = "innocent" . " " x 5000; sleep 1000; exit }
       close $w; my $pid = <$r>; print "daemon $pid"; sleep 1000`,
    ],
  ],
  ...realDaemon(
    'redis-server',
    'redis-server --daemonize yes --bind "$0" --port 7392 --dir / --save "" --pidfile "$folder/pid" >/dev/null',
  ),
  ...realDaemon(
    'nginx',
    `temp() { echo "$1_temp_path $folder/$1;"; }
     echo "pid $folder/pid; error_log /dev/null; events {}
       http { access_log off; $(temp client_body) $(temp proxy) $(temp fastcgi) $(temp uwsgi) $(temp scgi)
         server { listen $0:7393; } }" >"$folder/conf"
     nginx -e /dev/null -c "$folder/conf"`,
  ),
];

export const daemonTests: readonly ConformanceGroup[] = [
  {
    name: 'daemons',
    tests: (bench) => {
      it.skipIf(process.platform !== 'linux').each(daemons)('ends a daemon that hides: %s', async (_, command) => {
        const container = await bench().start([...command, bench().sandbox.ip]);
        const pids = await daemonPids(container.logFile);
        expect(await bench().driver.sandboxes.remove(bench().sandbox.podUid)).toEqual([]);
        await container.exited;
        await Promise.all(pids.map(gone));
      });

      it.skipIf(process.platform !== 'linux').each(daemons)('ends with its container: %s', async (_, command) => {
        const container = await bench().start([...command, bench().sandbox.ip]);
        const pids = await daemonPids(container.logFile);
        container.signal('SIGKILL');
        await container.exited;
        await bench().driver.sandboxes.remove(bench().sandbox.podUid);
        await Promise.all(pids.map(gone));
      });
    },
  },
];

/** One that is installed on this host, put into the background by itself; `$folder` is there for its files. */
function realDaemon(program: string, start: string): [string, string[]][] {
  const path = `${process.env.PATH}:/usr/sbin`;
  if (spawnSync('sh', ['-c', `command -v ${program}`], { env: { PATH: path } }).status !== 0) return [];
  const script = `PATH=${path}; folder=$PWD; cd /; ${start}; until [ -s "$folder/pid" ]; do sleep 0.02; done
    read -r pid <"$folder/pid"; echo "daemon $pid $(cat /proc/$pid/task/$pid/children)"; exec sleep 1000`;
  return [[program, ['sh', '-c', script]]];
}

/** The process ids that one of them has printed. */
async function daemonPids(logFile: string): Promise<number[]> {
  for (;;) {
    const match = /daemon ([\d ]+)/.exec(await readFile(logFile, 'utf8').catch(() => ''));
    if (match?.[1] !== undefined) return match[1].trim().split(/ +/).map(Number);
    await new Promise(setImmediate);
  }
}

/** A process that was killed may take a moment to be gone. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat === '' || / Z /.test(stat)) return;
    await new Promise(setImmediate);
  }
}
