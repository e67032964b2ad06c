import { readFile } from 'node:fs/promises';
import { socketsOf } from '../../processes/held-sockets.js';
import { tcpListeners } from '../../processes/tcp-listeners.js';
import { podMark } from './container-environment.js';
import { processIds } from './process-table.js';

/** Who has a port, in words for a message: a pod, this cluster's proxy, or a program; undefined where nothing tells. */
export async function describeHolder(port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const inodes = new Set((await tcpListeners()).filter((each) => each.port === port).map(({ inode }) => inode));
  for (const pid of await processIds()) {
    const sockets = (await socketsOf(pid)) ?? [];
    if (sockets.some(({ inode }) => inodes.has(inode))) return describeProcess(pid);
  }
  return undefined;
}

async function describeProcess(pid: number): Promise<string | undefined> {
  const [environment, command, name] = await Promise.all(
    ['environ', 'cmdline', 'comm'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  const variable = (key: string) =>
    environment
      ?.split('\0')
      .find((each) => each.startsWith(`${key}=`))
      ?.slice(key.length + 1);
  const pod = variable('POD_NAME');
  if (environment?.includes(podMark('')) && pod) return `pod ${variable('POD_NAMESPACE')}/${pod}`;
  if (pid === process.pid || /\/node-agent\.js\0/.test(command ?? '')) return "the cluster's own proxy, for a Service";
  return name ? `the program ${name.trim()}` : undefined;
}
