import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

/** One operation that a cluster relies on. `try` does the real thing, and throws when it does not work here. */
export interface Check {
  readonly what: string;
  /** Without it no cluster runs. */
  readonly needed: boolean;
  readonly lost: string;
  readonly help: string;
  try(): Promise<void>;
}

/** The least free space, in bytes, that a cluster is comfortable with. */
const comfortableSpace = 256 * 1024 * 1024;

/** Everything that `sampan doctor` tries. */
export function machineChecks(home: string): Check[] {
  return [
    {
      what: `Node ${process.version}`,
      needed: true,
      lost: 'everything: Node 20.19 is the oldest that works',
      help: 'install a current release of Node',
      try: async () => {
        const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
        if (major < 20 || (major === 20 && minor < 19)) throw new Error('too old');
      },
    },
    {
      what: `clusters can be kept in ${home}`,
      needed: true,
      lost: 'everything: a cluster keeps its state there',
      help: 'make the folder writable, free some space, or point SAMPAN_HOME elsewhere',
      try: () => tryFolder(home),
    },
    {
      what: 'processes can be started in a session of their own',
      needed: true,
      lost: 'containers: each runs in its own session, so that it outlives the node agent',
      help: 'allow `sh` to be run',
      try: async () => {
        await promisify(execFile)('sh', ['-c', 'exit 0']);
      },
    },
    {
      what: 'every pod can have its own loopback address (127.64.1.1)',
      needed: false,
      lost: "pods' and Services' own addresses: programs share 127.0.0.1 and its ports",
      help: 'on macOS: `sudo ifconfig lo0 alias ADDRESS` for each address; on Linux this works by itself',
      try: () => tryListen('127.64.1.1', 0),
    },
    {
      what: 'Services can listen on ports below 1024',
      needed: false,
      lost: 'ClusterIP access to Services whose port is below 1024; others and NodePorts work',
      help: '`sudo sysctl net.ipv4.ip_unprivileged_port_start=0`, or give Services ports above 1023',
      try: () => tryListen('127.96.255.254', 80),
    },
    {
      what: 'processes can be told apart by their start time',
      needed: true,
      lost: 'adoption of running containers after a restart',
      help: 'mount /proc, or install `ps`',
      try: async () => {
        const { identify } = await import('@sampan/node-agent/processes');
        if (identify(process.pid) === undefined) throw new Error('the start time of this process is unknown');
      },
    },
  ];
}

async function tryFolder(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const probe = await mkdtemp(path.join(home, '.doctor-'));
  try {
    await writeFile(path.join(probe, 'file'), 'x', { flush: true });
    const { bavail, bsize } = await statfs(probe);
    if (bavail * bsize < comfortableSpace)
      throw new Error(`only ${Math.round((bavail * bsize) / 2 ** 20)} MiB are free`);
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

function tryListen(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, address, () => server.close(() => resolve()));
  });
}
