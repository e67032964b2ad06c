import type { SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder, kubeconfigFile } from '../layout/cluster-folder.js';
import { clusterCertificates } from '../pki/cluster-pki.js';

/** Runs kubectl against one cluster, whatever the kubeconfig's current context is. */
export const kubectl: SampanCommand = {
  usage: 'kubectl [arguments...]',
  summary: 'run kubectl against the cluster, as its administrator',
  options: [nameOption],
  passThrough: true,
  async run({ home, env }, options, args) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(home, name);
    await requireClusterConfig(folder, name);
    const { runKubectl } = await import('@sampan/kubectl');
    return runKubectl(args, { env: { ...env, KUBECONFIG: kubeconfigFile(folder, clusterCertificates.admin) } });
  },
};
