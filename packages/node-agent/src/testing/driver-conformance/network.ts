import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { freePort } from '../test-node.js';
import type { ConformanceGroup } from './describe-driver.js';

/** Greets whoever connects to an address and port with a word. */
const greeter = (address: string, port: number, word: string) => [
  'perl',
  '-MIO::Socket::INET',
  '-e',
  `$| = 1; my ($address, $port, $word) = @ARGV;
   my $server = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 5, ReuseAddr => 1) or die $!;
   while (my $client = $server->accept) { print $client $word; close $client }`,
  ...[address, String(port), word],
];

async function readAll(connection: Duplex): Promise<string> {
  let text = '';
  for await (const part of connection) text += String(part);
  connection.destroy();
  return text;
}

/** Connects as soon as somebody listens. */
async function greeting(dial: () => Promise<Duplex>): Promise<string> {
  for (;;) {
    const connection = await dial().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') throw error;
    });
    if (connection !== undefined) return readAll(connection);
    await new Promise(setImmediate);
  }
}

async function dialHost(port: number): Promise<Duplex> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

export const networkTests: readonly ConformanceGroup[] = [
  {
    name: 'the network',
    tests: (bench) => {
      it('leads to a port of a pod, and knows who holds it', async () => {
        const { driver, sandbox, start } = bench();
        const { podUid } = sandbox;
        expect(await driver.network.portHolder(podUid, 7394)).toBe('nobody');
        await expect(driver.network.connect(podUid, 7394)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
        await start(greeter(sandbox.ip, 7394, 'hello'));
        expect(await greeting(() => driver.network.connect(podUid, 7394))).toBe('hello');
        expect(await driver.network.portHolder(podUid, 7394)).toBe('pod');
      });

      it('gives pods addresses of their own', async () => {
        const { driver, sandbox, createSandbox, start } = bench();
        const other = await createSandbox();
        await start(greeter(sandbox.ip, 7394, 'first'));
        await start(greeter(other.ip, 7394, 'second'), { sandbox: other });
        expect(await greeting(() => driver.network.connect(sandbox.podUid, 7394))).toBe('first');
        expect(await greeting(() => driver.network.connect(other.podUid, 7394))).toBe('second');
        await driver.sandboxes.remove(other.podUid);
      });

      it('leads from a port of the host to a pod, for as long as the pod is there', async () => {
        const { driver, createSandbox, start } = bench();
        const hostPort = await freePort();
        const sandbox = await createSandbox({ ports: [{ protocol: 'TCP', hostPort, containerPort: 7394 }] });
        await start(greeter(sandbox.ip, 7394, 'hello'), { sandbox });
        await greeting(() => driver.network.connect(sandbox.podUid, 7394));
        expect(await greeting(() => dialHost(hostPort))).toBe('hello');
        await driver.sandboxes.remove(sandbox.podUid);
        await expect(dialHost(hostPort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      });
    },
  },
  {
    name: 'networks of pods',
    needs: 'podNetworks',
    tests: (bench) => {
      it('let pods listen on every address, each on its own', async () => {
        const { driver, sandbox, createSandbox, start } = bench();
        const other = await createSandbox();
        await start(greeter('0.0.0.0', 7394, 'first'));
        await start(greeter('0.0.0.0', 7394, 'second'), { sandbox: other });
        expect(await greeting(() => driver.network.connect(sandbox.podUid, 7394))).toBe('first');
        expect(await greeting(() => driver.network.connect(other.podUid, 7394))).toBe('second');
        await driver.sandboxes.remove(other.podUid);
      });

      it('share localhost among the containers of a pod, and with nobody else', async () => {
        const { driver, sandbox, start } = bench();
        await start(greeter('127.0.0.1', 7394, 'hello'));
        expect(await greeting(() => driver.network.connect(sandbox.podUid, 7394))).toBe('hello');
        await expect(dialHost(7394)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      });
    },
  },
  {
    name: 'host names',
    needs: 'hostnames',
    tests: (bench) => {
      it('are those of the pod', async () => {
        const { shell, said } = bench();
        expect(await said(await shell('uname -n'))).toBe('pod-0\n');
      });
    },
  },
  {
    name: 'name resolution',
    needs: 'nameResolution',
    tests: (bench) => {
      it('is as the pod wants it', async () => {
        const { createSandbox, shell, said } = bench();
        const dns = { policy: 'None', nameservers: ['192.0.2.53'], searches: ['a.example'], options: ['ndots:5'] };
        const sandbox = await createSandbox({ dns, hosts: [{ ip: '192.0.2.1', names: ['one', 'uno'] }] });
        const text = await said(await shell('cat /etc/resolv.conf /etc/hosts', { sandbox }));
        expect(text).toMatch(/^nameserver 192\.0\.2\.53$/m);
        expect(text).toMatch(/^search a\.example$/m);
        expect(text).toMatch(/^options ndots:5$/m);
        expect(text).toMatch(/^192\.0\.2\.1\s+one\s+uno$/m);
        expect(text).toMatch(new RegExp(`^${sandbox.ip}\\s+pod-0$`, 'm'));
      });
    },
  },
  {
    name: 'processes',
    needs: 'processNamespaces',
    tests: (bench) => {
      const others = 'cat /proc/[0-9]*/cmdline | tr "\\0" " "';

      it('of a container are seen by itself', async () => {
        const { shell, said } = bench();
        await shell('exec sleep 5151', { name: 'other' });
        expect(await said(await shell(others))).not.toContain('sleep 5151');
      });

      it('of a pod are seen by its containers where it shares them', async () => {
        const { createSandbox, shell, said } = bench();
        const sandbox = await createSandbox({ sharesProcesses: true });
        await shell('exec sleep 5151', { sandbox, name: 'other' });
        expect(await said(await shell(others, { sandbox }))).toContain('sleep 5151');
      });
    },
  },
];
