import { type Command, type CommandGroup, entry } from '../framework/command.js';

/** Every command of kubectl, in the groups of its help. */
const groups: readonly CommandGroup[] = [
  {
    title: 'Basic Commands (Beginner)',
    commands: [
      entry('create', () => import('./create/create.js').then((m) => m.create)),
      entry('expose', () => import('./expose/expose.js').then((m) => m.expose)),
      entry('run', () => import('./run/run.js').then((m) => m.run)),
      entry('set', () => import('./set/set.js').then((m) => m.set)),
    ],
  },
  {
    title: 'Basic Commands (Intermediate)',
    commands: [
      entry('explain', () => import('./explain/explain.js').then((m) => m.explain)),
      entry('get', () => import('./get/get.js').then((m) => m.get)),
      entry('edit', () => import('./edit/edit.js').then((m) => m.edit)),
      entry('delete', () => import('./delete.js').then((m) => m.deleteCommand)),
    ],
  },
  {
    title: 'Deploy Commands',
    commands: [
      entry('rollout', () => import('./rollout/rollout.js').then((m) => m.rollout)),
      entry('scale', () => import('./scale.js').then((m) => m.scale)),
      entry('autoscale', () => import('./autoscale.js').then((m) => m.autoscale)),
    ],
  },
  {
    title: 'Cluster Management Commands',
    commands: [
      entry('top', () => import('./top/top.js').then((m) => m.top)),
      entry('certificate', () => import('./certificate/certificate.js').then((m) => m.certificate)),
      entry('cluster-info', () => import('./cluster-info.js').then((m) => m.clusterInfo)),
      entry('cordon', () => import('./nodes/cordon.js').then((m) => m.cordon)),
      entry('uncordon', () => import('./nodes/cordon.js').then((m) => m.uncordon)),
      entry('drain', () => import('./nodes/drain.js').then((m) => m.drain)),
      entry('taint', () => import('./nodes/taint.js').then((m) => m.taint)),
    ],
  },
  {
    title: 'Troubleshooting and Debugging Commands',
    commands: [
      entry('events', () => import('./events.js').then((m) => m.events)),
      entry('auth', () => import('./auth/auth.js').then((m) => m.auth)),
      entry('describe', () => import('./describe/describe.js').then((m) => m.describe)),
      entry('logs', () => import('./logs/logs.js').then((m) => m.logs)),
      entry('attach', () => import('./attach.js').then((m) => m.attach)),
      entry('exec', () => import('./exec.js').then((m) => m.exec)),
      entry('port-forward', () => import('./port-forward/port-forward.js').then((m) => m.portForward)),
      entry('proxy', () => import('./proxy/proxy.js').then((m) => m.proxy)),
      entry('debug', () => import('./debug/debug.js').then((m) => m.debug)),
      entry('cp', () => import('./cp/cp.js').then((m) => m.cp)),
    ],
  },
  {
    title: 'Advanced Commands',
    commands: [
      entry('diff', () => import('./diff/diff.js').then((m) => m.diff)),
      entry('apply', () => import('./apply/apply.js').then((m) => m.apply)),
      entry('patch', () => import('./patch.js').then((m) => m.patch)),
      entry('replace', () => import('./replace.js').then((m) => m.replace)),
      entry('kustomize', () => import('./kustomize.js').then((m) => m.kustomize)),
      entry('wait', () => import('./wait/wait.js').then((m) => m.wait)),
    ],
  },
  {
    title: 'Settings Commands',
    commands: [
      entry('label', () => import('./label.js').then((m) => m.label)),
      entry('annotate', () => import('./annotate.js').then((m) => m.annotate)),
      entry('completion', () => import('./completion/completion.js').then((m) => m.completion)),
    ],
  },
  {
    title: 'Other Commands',
    commands: [
      entry('api-resources', () => import('./api-resources.js').then((m) => m.apiResources)),
      entry('api-versions', () => import('./api-versions.js').then((m) => m.apiVersions)),
      entry('config', () => import('./config/config.js').then((m) => m.config)),
      entry('plugin', () => import('./plugin.js').then((m) => m.plugin)),
      entry('version', () => import('./version.js').then((m) => m.version)),
    ],
  },
];

const hidden = [
  entry('alpha', () => import('./alpha.js').then((m) => m.alpha)),
  entry('help', () => import('./help.js').then((m) => m.help)),
  entry('options', () => import('./options.js').then((m) => m.options)),
  entry('__complete', () => import('./completion/complete.js').then((m) => m.complete)),
  entry('__completeNoDesc', () => import('./completion/complete.js').then((m) => m.completeBare)),
];

/** kubectl itself. */
export const root: Command = {
  name: 'kubectl',
  usage: '[flags]',
  short: 'kubectl controls the Kubernetes cluster manager',
  flags: {},
  groups,
  commands: [...groups.flatMap(({ commands }) => commands), ...hidden],
};
