import type { UnstructuredObject } from '@sampan/api';
import { defineRolloutPatch } from './rollout-patch.js';

const restartedAt = 'kubectl.kubernetes.io/restartedAt';

export const rolloutRestart = defineRolloutPatch({
  name: 'restart',
  short: 'Restart a resource',
  types: ['deployment', 'daemonset', 'statefulset'],
  long: 'Replace all pods of an object, as its strategy for updates has it.',
  examples: `
# New pods for a deployment
kubectl rollout restart deployment/nginx

# New pods for every deployment of a namespace
kubectl rollout restart deployment -n test-namespace

# New pods for every deployment with a label
kubectl rollout restart deployment --selector=app=nginx`,
  operation: 'restarted',
  patch: (object, { clock }) => {
    checkRestartable(object);
    const time = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    if (templateAnnotation(object) === time) return undefined;
    return { spec: { template: { metadata: { annotations: { [restartedAt]: time } } } } };
  },
});

function checkRestartable({ kind, spec }: UnstructuredObject): void {
  if (kind !== 'Deployment' && kind !== 'DaemonSet' && kind !== 'StatefulSet')
    throw new Error('restarting is not supported');
  if (kind === 'Deployment' && (spec as { paused?: boolean }).paused === true) {
    throw new Error("can't restart paused deployment (run rollout resume first)");
  }
}

function templateAnnotation({ spec }: UnstructuredObject): string | undefined {
  const { template } = spec as { template?: { metadata?: { annotations?: Record<string, string> } } };
  return template?.metadata?.annotations?.[restartedAt];
}
