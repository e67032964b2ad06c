import path from 'node:path';
import type { CommandContext, CommandOptions, SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { type ClusterConfig, readClusterConfig, writeClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, clusterFolder } from '../layout/cluster-folder.js';
import { addUserContext, contextName, serverUrl, writeComponentKubeconfigs } from '../layout/cluster-kubeconfigs.js';
import { alone } from '../layout/cluster-lock.js';
import { requireClusterState } from '../layout/cluster-state.js';
import { linkDataFolder } from '../layout/data-folder.js';
import { importHostImages, readHostImages, writeHostImages } from '../layout/host-images-file.js';
import { ownClusterFolder } from '../layout/own-cluster-folder.js';
import { requireClusterName } from '../layout/sampan-home.js';
import { ensureClusterPki } from '../pki/cluster-pki.js';
import { runningComponent } from '../processes/component-locks.js';
import { launchSupervisor } from '../supervisor/launch-supervisor.js';
import { stopLeftovers, supervisorName } from '../supervisor/supervisor.js';
import { logSizes, waitUntilReady } from '../supervisor/wait-until-ready.js';
import { kubernetesVersion } from '../version.js';
import { decideConfig } from './decide-config.js';
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
    {
      flags: '--apiserver-arg <flag=value>',
      description: 'a flag of the apiserver, by the name that kube-apiserver has for it; may be repeated',
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
