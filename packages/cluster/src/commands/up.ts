import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { maxSimulatedNodes } from '@sampan/node-agent';
import type { CommandContext, CommandOptions, SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { chooseServiceCidr, defaultMaxPods, maxNodes, mostPods } from '../layout/address-ranges.js';
import { type ClusterConfig, nodeConfigs, readClusterConfig, writeClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, clusterFolder } from '../layout/cluster-folder.js';
import { addUserContext, contextName, serverUrl, writeComponentKubeconfigs } from '../layout/cluster-kubeconfigs.js';
import { alone } from '../layout/cluster-lock.js';
import { requireClusterState } from '../layout/cluster-state.js';
import { linkDataFolder } from '../layout/data-folder.js';
import { parseExtraConfig } from '../layout/extra-config.js';
import { importHostImages, readHostImages, writeHostImages } from '../layout/host-images-file.js';
import { ownClusterFolder } from '../layout/own-cluster-folder.js';
import { choosePort } from '../layout/ports.js';
import { listClusters, requireClusterName } from '../layout/sampan-home.js';
import { ensureClusterPki } from '../pki/cluster-pki.js';
import { runningComponent } from '../processes/component-locks.js';
import { launchSupervisor } from '../supervisor/launch-supervisor.js';
import { stopLeftovers, supervisorName } from '../supervisor/supervisor.js';
import { logSizes, waitUntilReady } from '../supervisor/wait-until-ready.js';
import { UserError } from '../user-error.js';
import { kubernetesVersion } from '../version.js';
import { stopCluster } from './down.js';

/** Creates a cluster, or resumes one that was down; returns when it is ready to be used. */
export const up: SampanCommand = {
  usage: 'up',
  summary: 'start a cluster, creating it if need be; returns when it is ready',
  options: [
    nameOption,
    { flags: '--nodes <count>', description: 'how many nodes (default: 1, or as many as it has); 0: none' },
    { flags: '--simulated-nodes <count>', description: 'how many nodes more on which Pods only seem to run' },
    { flags: '--max-pods <count>', description: 'how many Pods a node takes, for a new cluster (default: 110)' },
    { flags: '--port <port>', description: 'the port of the API server; 0 takes a free one (default: 6443 if free)' },
    { flags: '--data-dir <folder>', description: 'keep the cluster here instead of under SAMPAN_HOME' },
    { flags: '--kubeconfig <file>', description: "write the context here instead of the user's own kubeconfig" },
    { flags: '--images-file <file>', description: 'add the host images of a JSON file (see `sampan image`)' },
    { flags: '--runtime-config <list>', description: 'versions of the API to show, such as apps/v1beta1=true' },
    { flags: '--driver <driver>', description: 'how containers run: auto or process' },
    {
      flags: '--extra-config <component.flag=value>',
      description: 'a flag of the apiserver, the controller-manager, the scheduler or the node-agents; may be repeated',
      repeatable: true,
    },
  ],
  async run(context, options) {
    const name = stringOption(options, 'name');
    requireClusterName(name);
    if (typeof options.dataDir === 'string') {
      const target = path.resolve(options.dataDir);
      // A folder that is refused is not linked either.
      await ownClusterFolder(clusterFolder(path.dirname(target), path.basename(target)));
      await linkDataFolder(context.home, name, target);
    }
    const folder = clusterFolder(context.home, name);
    await alone(folder, context.terminal, () => start(context, folder, { name, options }));
    return 0;
  },
};

async function start(
  context: CommandContext,
  folder: ClusterFolder,
  { name, options }: { name: string; options: CommandOptions },
): Promise<void> {
  const startedAt = performance.now();
  const { terminal } = context;
  const { style } = terminal;
  await ownClusterFolder(folder);
  const existing = await readClusterConfig(folder);
  const images = typeof options.imagesFile === 'string' ? await importHostImages(options.imagesFile) : new Map();
  const running = runningComponent(folder, supervisorName) !== undefined;
  if (!running) {
    await stopLeftovers(folder);
    await requireClusterState(folder, name);
  }
  const config = await decideConfig(name, { home: context.home, existing, running, options });

  terminal.progress(`${style.bold('Sampan')} ${existing === undefined ? 'creates' : 'starts'} cluster "${name}"`);
  await writeClusterConfig(folder, config);
  await writeHostImages(folder, new Map([...(await readHostImages(folder.images)), ...images]));
  await ensureClusterPki(folder, config);
  await writeComponentKubeconfigs(folder, config);
  const logsBefore = await logSizes(folder);
  const supervisor = await launchSupervisor(context.home, folder, { name, running });
  try {
    await waitUntilReady({ folder, config, supervisor, terminal, logsBefore });
  } catch (error) {
    if (!running) await stopCluster(context, folder, name);
    throw error;
  } finally {
    supervisor.detach();
  }
  await report(context, { folder, config, seconds: (performance.now() - startedAt) / 1000 });
}

/** What the cluster shall be: what it was, changed by the options. */
async function decideConfig(
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
  const extraConfig = Array.isArray(options.extraConfig)
    ? parseExtraConfig(options.extraConfig)
    : existing?.extraConfig;
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
  const count = Number(option);
  if (!Number.isInteger(count) || count < 1 || count > mostPods) {
    throw new UserError(`--max-pods takes a whole number from 1 to ${mostPods}, not "${option}"`);
  }
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
  const count = option === '' ? Number.NaN : Number(option);
  if (!Number.isInteger(count) || count < 0 || count > most) {
    throw new UserError(
      `--nodes takes a whole number from 0 to ${most}, not "${option}"`,
      'so many have addresses of their own for their Pods',
    );
  }
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
  const count = option === '' ? Number.NaN : Number(option);
  if (!Number.isInteger(count) || count < 1 || count > maxSimulatedNodes) {
    throw new UserError(`--simulated-nodes takes a whole number from 1 to ${maxSimulatedNodes}, not "${option}"`);
  }
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
  const port = Number(option);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new UserError(`--port takes a number from 0 to 65535, not "${option}"`);
  }
  if (running && existing !== undefined && (port === existing.port || port === 0)) return existing.port;
  return port === 0 ? choosePort({ anyFree: true }) : choosePort({ exactly: port });
}

async function report(
  { terminal, env }: CommandContext,
  { folder, config, seconds }: { folder: ClusterFolder; config: ClusterConfig; seconds: number },
): Promise<void> {
  const { style, print } = terminal;
  const kubeconfig = await addUserContext(folder, config, env);
  print();
  print(
    `${style.green('Ready')} in ${seconds.toFixed(1)} s: Kubernetes ${kubernetesVersion} at ${style.cyan(serverUrl(config))}`,
  );
  print(`kubectl's context is now ${style.bold(contextName(config.name))} (${kubeconfig})`);
  print();
  print('Try:');
  print(`  ${style.cyan('npx kubectl get nodes')}`);
  print(`  ${style.cyan('npx kubectl create deployment web --image=hello --replicas=3')}`);
  print(`  ${style.cyan('npx kubectl get pods -o wide')}`);
}
