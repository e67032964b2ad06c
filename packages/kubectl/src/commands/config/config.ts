import { defineCommand, entry } from '../../framework/command.js';

export const config = defineCommand({
  name: 'config',
  usage: 'SUBCOMMAND',
  short: 'Modify kubeconfig files',
  long: `Look at kubeconfig files, and change them.

 Which files: the one of --kubeconfig; else those that KUBECONFIG lists, merged, where each entry is changed in the file that has it and new entries go to the first file that exists; else \${HOME}/.kube/config.`,
  flags: {},
  commands: [
    entry('current-context', () => import('./current-context.js').then((m) => m.currentContext)),
    entry('delete-cluster', () => import('./delete-cluster.js').then((m) => m.deleteCluster)),
    entry('delete-context', () => import('./delete-context.js').then((m) => m.deleteContext)),
    entry('delete-user', () => import('./delete-user.js').then((m) => m.deleteUser)),
    entry('get-clusters', () => import('./get-clusters.js').then((m) => m.getClusters)),
    entry('get-contexts', () => import('./get-contexts.js').then((m) => m.getContexts)),
    entry('get-users', () => import('./get-users.js').then((m) => m.getUsers)),
    entry('rename-context', () => import('./rename-context.js').then((m) => m.renameContext)),
    entry('set', () => import('./set.js').then((m) => m.set)),
    entry('set-cluster', () => import('./set-cluster.js').then((m) => m.setCluster)),
    entry('set-context', () => import('./set-context.js').then((m) => m.setContext)),
    entry('set-credentials', () => import('./set-credentials.js').then((m) => m.setCredentials)),
    entry('unset', () => import('./unset.js').then((m) => m.unset)),
    entry('use-context', () => import('./use-context.js').then((m) => m.useContext), ['use']),
    entry('view', () => import('./view.js').then((m) => m.view)),
  ],
});
