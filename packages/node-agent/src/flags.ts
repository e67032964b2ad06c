import { readCommandLine, UsageError } from '@sampan/client';
import type { NodeAgentOptions } from './options.js';

/** What the command line says, in the kubelet's names where it has them. */
export interface Flags
  extends Pick<
    NodeAgentOptions,
    'nodeName' | 'rootDir' | 'podCidr' | 'nodeIp' | 'nodeLabels' | 'taints' | 'maxPods' | 'driver' | 'imagesFile'
  > {
  kubeconfig?: string;
  serviceProxy: boolean;
  /** The identity of the Service proxy; the agent's own without it. */
  serviceProxyKubeconfig?: string;
  address: string;
  port: number;
  tls?: { certFile: string; keyFile: string; clientCaFile: string };
  verbosity: number;
}

const text = { type: 'string' } as const;

const usage = `
Usage: sampan-node-agent --root-dir FOLDER [flags]

  --root-dir FOLDER                 where the pods of this node lie
  --kubeconfig FILE                 how the API server is reached, and as whom
  --node-name, --hostname-override NAME
                                    what the node is called (the host's name)
  --node-ip ADDRESS                 where the node is (127.0.0.1)
  --pod-cidr CIDR                   addresses of its pods (127.64.1.0/24)
  --max-pods N                      how many it takes (110)
  --node-labels KEY=VALUE,…         labels of a node that registers
  --register-with-taints KEY=VALUE:EFFECT,…
                                    its taints
  --driver auto|process             how containers run (auto)
  --images-file FILE                the programs of this host that stand for images
  --address ADDRESS, --port PORT    where its API listens (127.0.0.1, 0: a free port)
  --tls-cert-file, --tls-private-key-file, --client-ca-file FILE
                                    without them it has no API
  --service-proxy true|false        whether Services are served from here (true)
  --service-proxy-kubeconfig FILE   as whom (as the agent)
  -v, --v LEVEL                     how much it logs (0)
`;

/** Reads the flags; throws a UsageError that says which one is wrong. */
export function parseFlags(hostName: string): Flags {
  const { values } = readCommandLine({
    usage,
    options: {
      kubeconfig: text,
      'hostname-override': text,
      'node-name': text,
      'root-dir': text,
      address: text,
      port: text,
      'tls-cert-file': text,
      'tls-private-key-file': text,
      'client-ca-file': text,
      'pod-cidr': text,
      driver: text,
      'max-pods': text,
      'node-labels': text,
      'register-with-taints': text,
      'node-ip': text,
      'images-file': text,
      'service-proxy': text,
      'service-proxy-kubeconfig': text,
      v: { type: 'string', short: 'v' },
    },
    together: [['tls-cert-file', 'tls-private-key-file', 'client-ca-file']],
  });
  const [certFile, keyFile, clientCaFile] = [
    values['tls-cert-file'],
    values['tls-private-key-file'],
    values['client-ca-file'],
  ];
  return {
    ...(values.kubeconfig === undefined ? {} : { kubeconfig: values.kubeconfig }),
    nodeName: values['node-name'] ?? values['hostname-override'] ?? hostName.toLowerCase(),
    rootDir: values['root-dir'] ?? required('root-dir'),
    podCidr: values['pod-cidr'] ?? '127.64.1.0/24',
    nodeIp: values['node-ip'] ?? '127.0.0.1',
    nodeLabels: parsePairs(values['node-labels'] ?? ''),
    taints: parseTaints(values['register-with-taints'] ?? ''),
    maxPods: wholeNumber('max-pods', values['max-pods'] ?? '110'),
    driver: driverName(values.driver ?? 'auto'),
    ...(values['images-file'] === undefined ? {} : { imagesFile: values['images-file'] }),
    serviceProxy: (values['service-proxy'] ?? 'true') === 'true',
    ...(values['service-proxy-kubeconfig'] === undefined
      ? {}
      : { serviceProxyKubeconfig: values['service-proxy-kubeconfig'] }),
    address: values.address ?? '127.0.0.1',
    port: wholeNumber('port', values.port ?? '0'),
    ...(certFile && keyFile && clientCaFile ? { tls: { certFile, keyFile, clientCaFile } } : {}),
    verbosity: wholeNumber('v', values.v ?? '0'),
  };
}

function required(name: string): never {
  throw new UsageError(`--${name} is required`);
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new UsageError(`invalid argument "${value}" for "--${name}" flag`);
  return number;
}

function driverName(value: string): 'auto' | 'process' {
  if (value === 'auto' || value === 'process') return value;
  throw new UsageError(`invalid argument "${value}" for "--driver" flag: must be auto or process`);
}

/** `key=value,key=value`. */
function parsePairs(value: string): Record<string, string> {
  const pairs = value.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]));
}

/** `key=value:effect,key:effect`. */
function parseTaints(value: string): Flags['taints'] {
  return value
    .split(',')
    .filter((taint) => taint !== '')
    .map((taint) => {
      const [pair = '', effect = ''] = taint.split(':');
      const [key = '', taintValue] = pair.split('=');
      return { key, effect, ...(taintValue === undefined ? {} : { value: taintValue }) };
    });
}
