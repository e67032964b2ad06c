import { defineCommand, entry } from '../../framework/command.js';

export const rollout = defineCommand({
  name: 'rollout',
  usage: 'SUBCOMMAND',
  short: 'Manage the rollout of a resource',
  long: `Follow, look back at and steer the rollouts of deployments, daemon sets and stateful sets.`,
  examples: `
# Back to the revision before
kubectl rollout undo deployment/abc

# How far a rollout is
kubectl rollout status daemonset/foo

# New pods for a deployment
kubectl rollout restart deployment/abc

# New pods for every deployment with a label
kubectl rollout restart deployment --selector=app=nginx`,
  flags: {},
  commands: [
    entry('history', () => import('./rollout-history.js').then((m) => m.rolloutHistory)),
    entry('pause', () => import('./rollout-pause.js').then((m) => m.rolloutPause)),
    entry('restart', () => import('./rollout-restart.js').then((m) => m.rolloutRestart)),
    entry('resume', () => import('./rollout-resume.js').then((m) => m.rolloutResume)),
    entry('status', () => import('./rollout-status.js').then((m) => m.rolloutStatus)),
    entry('undo', () => import('./rollout-undo.js').then((m) => m.rolloutUndo)),
  ],
});
