import { runtimeFile } from '../../package-files.js';
import type { ContainerRequest } from '../container-runtime.js';
import { replaceMountPaths } from './mount-paths.js';

/** What programs of the host are used to find; everything else of the agent's environment stays with the agent. */
const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'SHELL'] as const;
const podUidVariable = 'SAMPAN_POD_UID';

/**
 * A container's environment: the host's basics, then the conventions of the process driver (where to listen, because
 * pods share one network; where the mounts are, because they share one file system), then what the pod asks for.
 */
export function containerEnvironment(
  request: ContainerRequest,
  { root, nodeName }: { root: string; nodeName: string },
): Map<string, string> {
  const { sandbox } = request;
  const env = new Map<string, string>();
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) env.set(name, value);
  }
  env.set('HOSTNAME', sandbox.hostname);
  env.set('POD_IP', sandbox.ip);
  env.set('HOST', sandbox.ip);
  const [port] = request.ports;
  if (port !== undefined) env.set('PORT', String(port));
  // What a program cannot find out by itself, because it shares its host name and network.
  env.set('POD_NAME', sandbox.name);
  env.set('POD_NAMESPACE', sandbox.namespace);
  env.set('NODE_NAME', nodeName);
  for (const [name, value] of request.env) env.set(name, replaceMountPaths(value, request.mounts));
  env.set(
    'NODE_OPTIONS',
    joinWords(env.get('NODE_OPTIONS'), `--require ${quoteOption(runtimeFile('bind-pod-address.cjs'))}`),
  );
  env.set('SAMPAN_ROOT', root);
  env.set('SAMPAN_BIND_ADDRESS', sandbox.ip);
  env.set(podUidVariable, sandbox.podUid);
  return env;
}

/** What the environment of every process of a pod contains, so that no process of it can get lost. */
export function podMark(podUid: string): string {
  return `${podUidVariable}=${podUid}`;
}

function joinWords(before: string | undefined, word: string): string {
  return before === undefined || before === '' ? word : `${before} ${word}`;
}

function quoteOption(path: string): string {
  return path.includes(' ') ? `"${path.replaceAll('"', '\\"')}"` : path;
}
