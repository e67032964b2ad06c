import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { maxSimulatedNodes } from '@sampan/node-agent';
import type { CommandOptions } from '../cli/command.js';
import { wholeNumber } from '../cli/whole-number.js';
import { chooseServiceCidr, defaultMaxPods, maxNodes, mostPods } from '../layout/address-ranges.js';
import { type ClusterConfig, nodeConfigs, readClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder } from '../layout/cluster-folder.js';
import { readExtraConfig } from '../layout/extra-config.js';
import { choosePort } from '../layout/ports.js';
import { listClusters } from '../layout/sampan-home.js';
import { UserError } from '../user-error.js';

/** What the cluster shall be: what it was, changed by the options. */
export async function decideConfig(
  name: string,
  situation: {
    home: string;
    existing: ClusterConfig | undefined;
    running: boolean;

    options: CommandOptions;
  },
): Promise<ClusterConfig> {
  const { home, existing, running, options } = situation;
  const maxPods = podCount(options.maxPods, existing);
  const nodes = nodeCount(options.nodes, { existing, most: maxNodes(maxPods) });
  const simulatedNodes = simulatedCount(options.simulatedNodes, { existing, running });
  const port = await decidePort(options.port, { existing, running });
  const driver = options.driver ?? existing?.driver ?? 'auto';
  if (driver !== 'auto' && driver !== 'process') {
    throw new UserError(`unknown driver "${driver}"`, 'it is one of: auto, process');
  }
  const extraConfig = readExtraConfig(options.extraConfig, options.apiserverArg) ?? existing?.extraConfig;
  const runtimeConfig = typeof options.runtimeConfig === 'string' ? options.runtimeConfig : existing?.runtimeConfig;
  const isOther =
    port !== existing?.port ||
    driver !== existing.driver ||
    runtimeConfig !== existing.runtimeConfig ||
    !isDeepStrictEqual(extraConfig, existing.extraConfig);
  if (running && existing !== undefined && isOther) {
    throw new UserError(
      `cluster "${name}" is running, with another port, driver or flags`,
      `\`sampan down --name ${name}\` first`,
    );
  }
  const serviceCidr =
    existing?.serviceCidr ?? (await chooseServiceCidr(await takenCidrs(home), clusterFolder(home, name).root));
  return {
    name,
    port,
    nodes: nodeConfigs(nodes, { serviceCidr, maxPods, nodes: existing?.nodes }),
    ...(simulatedNodes !== undefined && { simulatedNodes }),
    ...(maxPods !== undefined && { maxPods }),
    driver,
    serviceCidr,
    ...(runtimeConfig !== undefined && { runtimeConfig }),
    ...(extraConfig !== undefined && { extraConfig }),
    kubeconfig:
      typeof options.kubeconfig === 'string' ? path.resolve(options.kubeconfig) : (existing?.kubeconfig ?? null),
  };
}

/** The Service ranges of this home's clusters, running or not. */
async function takenCidrs(home: string): Promise<string[]> {
  const names = await listClusters(home);
  const configs = await Promise.all(names.map((name) => readClusterConfig(clusterFolder(home, name))));
  return configs.flatMap((config) => (config === undefined ? [] : [config.serviceCidr]));
}

/** The ranges of the nodes' addresses depend on it, so that it stays what it is. */
function podCount(option: CommandOptions[string], existing: ClusterConfig | undefined): number | undefined {
  if (option === undefined) return existing?.maxPods;
  const count = wholeNumber('--max-pods', option, { least: 1, most: mostPods });
  if (existing === undefined || count === (existing.maxPods ?? defaultMaxPods)) return count;
  throw new UserError(
    `nodes of the cluster take ${existing.maxPods ?? defaultMaxPods} Pods`,
    'a cluster with other nodes: `sampan delete`, then `sampan up`',
  );
}

function nodeCount(
  option: CommandOptions[string],
  { existing, most }: { existing: ClusterConfig | undefined; most: number },
): number {
  const before = existing?.nodes.length ?? 0;
  if (option === undefined) return existing?.nodes.length ?? 1;
  const count = wholeNumber('--nodes', option, {
    ...{ least: 0, most },
    hint: 'so many have addresses of their own for their Pods',
  });
  if (count >= before) return count;
  throw new UserError(
    `the cluster has ${before} nodes already`,
    'a cluster with fewer: `sampan delete`, then `sampan up`',
  );
}

/** Nodes that are there are not taken away, and a simulation that runs is not told of more. */
function simulatedCount(
  option: CommandOptions[string],
  { existing, running }: { existing: ClusterConfig | undefined; running: boolean },
): number | undefined {
  const before = existing?.simulatedNodes;
  if (option === undefined) return before;
  const count = wholeNumber('--simulated-nodes', option, { least: 1, most: maxSimulatedNodes });
  if (before === undefined || count === before) return count;
  if (count < before) {
    throw new UserError(
      `the cluster has ${before} simulated nodes already`,
      'a cluster with fewer: `sampan delete`, then `sampan up`',
    );
  }
  if (running) {
    throw new UserError(`the cluster is running with ${before} simulated nodes`, '`sampan down` first');
  }
  return count;
}

async function decidePort(
  option: CommandOptions[string],
  { existing, running }: { existing: ClusterConfig | undefined; running: boolean },
): Promise<number> {
  if (option === undefined) {
    if (existing === undefined) return choosePort();
    return running ? existing.port : choosePort({ exactly: existing.port });
  }
  const port = wholeNumber('--port', option, { least: 0, most: 65_535 });
  if (running && existing !== undefined && (port === existing.port || port === 0)) return existing.port;
  return port === 0 ? choosePort({ anyFree: true }) : choosePort({ exactly: port });
}
