import { type Deployment, deepEqual, type ReplicaSet, resources } from '@sampan/api';
import { controllerReference } from '../shared/owner-reference.js';
import { templateHash } from '../shared/template-hash.js';
import { annotationsOfNew, replicasAnnotations } from './annotations.js';
import { podTemplateHashLabel } from './replica-sets.js';
import { newReplicaCount } from './rollout.js';

/** The ReplicaSet of the Deployment's current template, not yet created, sized to stay within the surge. */
export function newReplicaSet(deployment: Deployment, old: readonly ReplicaSet[], revision: number): ReplicaSet {
  const { metadata, spec, status } = deployment;
  const hash = templateHash(spec?.template, status?.collisionCount);
  const labels = { ...spec?.template.metadata?.labels, [podTemplateHashLabel]: hash };
  const matchLabels = { ...spec?.selector.matchLabels, [podTemplateHashLabel]: hash };
  const replicaSet: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace,
      labels,
      annotations: { ...annotationsOfNew(deployment, undefined, revision), ...replicasAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment, resources.deployments)],
    },
    spec: {
      replicas: 0,
      minReadySeconds: spec?.minReadySeconds,
      selector: { ...spec?.selector, matchLabels },
      template: { ...spec?.template, metadata: { ...spec?.template.metadata, labels } },
    },
  };
  const replicas = newReplicaCount(deployment, [...old, replicaSet], replicaSet);
  return { ...replicaSet, spec: { ...(replicaSet.spec ?? { selector: {} }), replicas } };
}

/** The current ReplicaSet as it should be annotated now; the same object when it is so already. */
export function refreshedReplicaSet(deployment: Deployment, current: ReplicaSet, revision: number): ReplicaSet {
  const annotations = annotationsOfNew(deployment, current, revision);
  const minReadySeconds = deployment.spec?.minReadySeconds;
  const isSame =
    deepEqual(annotations, current.metadata.annotations ?? {}) &&
    (minReadySeconds ?? 0) === (current.spec?.minReadySeconds ?? 0);
  if (isSame) return current;
  return {
    ...current,
    metadata: { ...current.metadata, annotations },
    spec: { ...(current.spec ?? { selector: {} }), minReadySeconds },
  };
}
