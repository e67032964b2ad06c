import { fileURLToPath } from 'node:url';
import { rangesOf } from '../layout/address-ranges.js';
import type { ClusterConfig, NodeConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, kubeconfigFile, nodeFolder } from '../layout/cluster-folder.js';
import type { ComponentKind } from '../layout/extra-config.js';
import {
  certificateFiles,
  clusterCertificates,
  frontProxyCa,
  serviceAccountKeyFile,
  tokenFile,
} from '../pki/cluster-pki.js';

/** A process of the cluster: what to run, and when. */
export interface Component {
  /** `apiserver`, `controller-manager`, `scheduler`, `node-simulator`, or a node's name. */
  readonly name: string;
  readonly kind: ComponentKind;
  /** The arguments of `node`. */
  readonly args: readonly string[];
}

/** Every process that a cluster consists of, the API server first: the others are of no use without it. */
export function clusterComponents(folder: ClusterFolder, config: ClusterConfig): Component[] {
  const components = [
    apiserver(folder, config),
    controllerManager(folder),
    scheduler(folder),
    ...config.nodes.map((node, index) => nodeAgent(folder, config, { node, serviceProxy: index === 0 })),
    ...(config.simulatedNodes === undefined ? [] : [nodeSimulator(folder, config, config.simulatedNodes)]),
  ];
  // Of a flag that is given twice the last counts.
  return components.map((each) => ({
    ...each,
    args: [...each.args, ...flagWords(config.extraConfig?.[each.kind] ?? {})],
  }));
}

function apiserver(folder: ClusterFolder, config: ClusterConfig): Component {
  const serving = certificateFiles(folder, clusterCertificates.apiserver);
  const nodeClient = certificateFiles(folder, clusterCertificates.apiserverNodeClient);
  const frontProxy = certificateFiles(folder, clusterCertificates.frontProxy);
  return component('apiserver', 'apiserver', {
    'data-dir': folder.db,
    'bind-address': '127.0.0.1',
    'secure-port': String(config.port),
    'tls-cert-file': serving.cert,
    'tls-private-key-file': serving.key,
    'client-ca-file': certificateFiles(folder, 'ca').cert,
    'token-auth-file': tokenFile(folder),
    'enable-bootstrap-token-auth': 'true',
    ...(config.runtimeConfig !== undefined && { 'runtime-config': config.runtimeConfig }),
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-signing-key-file': serviceAccountKeyFile(folder),
    'cluster-cidr': rangesOf(config.serviceCidr).clusterCidr,
    'service-cluster-ip-range': config.serviceCidr,
    'kubelet-certificate-authority': certificateFiles(folder, 'ca').cert,
    'kubelet-client-certificate': nodeClient.cert,
    'kubelet-client-key': nodeClient.key,
    'proxy-client-cert-file': frontProxy.cert,
    'proxy-client-key-file': frontProxy.key,
    'requestheader-client-ca-file': certificateFiles(folder, frontProxyCa).cert,
    'requestheader-allowed-names': clusterCertificates.frontProxy,
  });
}

function controllerManager(folder: ClusterFolder): Component {
  return component('controller-manager', 'controller-manager', {
    kubeconfig: kubeconfigFile(folder, clusterCertificates.controllerManager),
    'root-ca-file': certificateFiles(folder, 'ca').cert,
    'cluster-signing-cert-file': certificateFiles(folder, 'ca').cert,
    'cluster-signing-key-file': certificateFiles(folder, 'ca').key,
    'local-volumes-dir': folder.volumes,
  });
}

function scheduler(folder: ClusterFolder): Component {
  return component('scheduler', 'scheduler', { kubeconfig: kubeconfigFile(folder, clusterCertificates.scheduler) });
}

function nodeAgent(
  folder: ClusterFolder,
  config: ClusterConfig,
  { node, serviceProxy }: { node: NodeConfig; serviceProxy: boolean },
): Component {
  const certificate = certificateFiles(folder, node.name);
  return component(node.name, 'node-agent', {
    kubeconfig: kubeconfigFile(folder, node.name),
    'node-name': node.name,
    'root-dir': nodeFolder(folder, node.name),
    address: '127.0.0.1',
    port: '0',
    'tls-cert-file': certificate.cert,
    'tls-private-key-file': certificate.key,
    'client-ca-file': certificateFiles(folder, 'ca').cert,
    'pod-cidr': node.podCidr,
    ...(config.maxPods !== undefined && { 'max-pods': String(config.maxPods) }),
    driver: config.driver,
    'images-file': folder.images,
    'service-proxy': String(serviceProxy),
    ...(serviceProxy && { 'service-proxy-kubeconfig': kubeconfigFile(folder, clusterCertificates.serviceProxy) }),
  });
}

function nodeSimulator(folder: ClusterFolder, config: ClusterConfig, count: number): Component {
  return component('node-simulator', 'node-simulator', {
    kubeconfig: kubeconfigFile(folder, clusterCertificates.nodeSimulator),
    nodes: String(count),
    ...(config.maxPods !== undefined && { 'max-pods': String(config.maxPods) }),
  });
}

function component(name: string, kind: ComponentKind, flags: Record<string, string>): Component {
  const entry = fileURLToPath(new URL(`./${kind}.js`, bundleFolder()));
  return {
    name,
    kind,
    args: [...nodeFlags[kind], entry, ...flagWords(flags)],
  };
}

function flagWords(flags: Readonly<Record<string, string>>): string[] {
  return Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
}

/** Smaller heaps: a local cluster idles most of its life. The API server holds all objects, so it may grow. */
const nodeFlags: Record<ComponentKind, readonly string[]> = {
  apiserver: ['--max-semi-space-size=8'],
  'controller-manager': ['--max-semi-space-size=2'],
  scheduler: ['--max-semi-space-size=2'],
  'node-agent': ['--max-semi-space-size=2'],
  'node-simulator': ['--max-semi-space-size=2'],
};

/** The bundles lie together: this file is in one of them when it runs, and beside them when it is tested. */
export function bundleFolder(): URL {
  return import.meta.url.includes('/dist/bundle/')
    ? new URL('./', import.meta.url)
    : new URL('../bundle/', import.meta.url);
}
