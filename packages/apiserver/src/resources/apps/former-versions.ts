import type { DaemonSet, Deployment, KubernetesObject, LabelSelector, ObjectMeta, PodTemplateSpec } from '@sampan/api';
import type { Lifecycle } from '../../kinds/lifecycle.js';
import type { ResourceVersion } from '../../kinds/resource-options.js';
import { rollbackSubresource } from './deployment-rollback.js';

/** What `extensions/v1beta1` had until `apps` was there. */
const extensions: Lifecycle = { introduced: '1.1', deprecated: '1.8', removed: '1.16' };
const firstApps: Lifecycle = { introduced: '1.6', deprecated: '1.8', removed: '1.16' };
const secondApps: Lifecycle = { introduced: '1.8', deprecated: '1.9', removed: '1.16' };

/** As long as nobody says otherwise: in `extensions`, nothing was ever given up. */
const unbounded = 2_147_483_647;

/** Where apps/v1 keeps what it has no fields for. */
const rollbackAnnotation = 'deprecated.deployment.rollback.to';
const templateGenerationAnnotation = 'deprecated.daemonset.template.generation';

/** In `apps/v1beta2`, everything was as it is. */
export const sinceSecondBeta = { 'apps/v1beta2': { lifecycle: secondApps } };

export const formerRevisions = {
  ...sinceSecondBeta,
  'apps/v1beta1': { lifecycle: { ...firstApps, introduced: '1.7' } },
};

export const formerStatefulSets = {
  ...sinceSecondBeta,
  'apps/v1beta1': {
    lifecycle: { ...firstApps, introduced: '1.5' },
    defaults: (object: KubernetesObject) => {
      const { spec } = impliedSelector(object);
      spec.updateStrategy ??= {};
      spec.updateStrategy.type ||= 'OnDelete';
    },
  },
};

export const formerReplicaSets = {
  ...sinceSecondBeta,
  'extensions/v1beta1': { lifecycle: { ...extensions, introduced: '1.2' }, defaults: impliedSelector },
};

export const formerDeployments: Record<string, ResourceVersion<Deployment>> = {
  ...sinceSecondBeta,
  'apps/v1beta1': {
    lifecycle: firstApps,
    ...withRollback('apps/v1beta1'),
    defaults: (object) => {
      impliedSelector(object).spec.revisionHistoryLimit ??= 2;
    },
  },
  'extensions/v1beta1': {
    lifecycle: extensions,
    ...withRollback('extensions/v1beta1'),
    defaults: (object) => {
      const { spec } = impliedSelector(object);
      spec.revisionHistoryLimit ??= unbounded;
      spec.progressDeadlineSeconds ??= unbounded;
      spec.strategy ??= {};
      spec.strategy.type ||= 'RollingUpdate';
      if (spec.strategy.type === 'RollingUpdate') {
        spec.strategy.rollingUpdate = { maxUnavailable: 1, maxSurge: 1, ...spec.strategy.rollingUpdate };
      }
    },
  },
};

export const formerDaemonSets: Record<string, ResourceVersion<DaemonSet>> = {
  ...sinceSecondBeta,
  'extensions/v1beta1': {
    lifecycle: extensions,
    defaults: (object) => {
      const { spec } = impliedSelector(object);
      spec.updateStrategy ??= {};
      spec.updateStrategy.type ||= 'OnDelete';
    },
    fromHub: (set) => {
      const { kept, value } = takeAnnotation(set.metadata, templateGenerationAnnotation);
      const spec = { ...set.spec, ...(value !== undefined && { templateGeneration: Number(value) }) };
      return { ...set, apiVersion: 'extensions/v1beta1', metadata: kept, spec } as KubernetesObject;
    },
    toHub: (object) => {
      const { spec, ...same } = object as DaemonSet;
      const { templateGeneration, ...kept } = spec as DaemonSet['spec'] & { templateGeneration?: number };
      const metadata = withAnnotation(object.metadata, templateGenerationAnnotation, templateGeneration);
      return { ...same, apiVersion: 'apps/v1', metadata, spec: kept };
    },
  },
};

/** A revision to go back to was a field of the spec, which the controller cleared when it was done. */
function withRollback(apiVersion: string): ResourceVersion<Deployment> {
  const [group = '', version = ''] = apiVersion.split('/');
  return {
    subresources: { rollback: rollbackSubresource({ group, version }) },
    fromHub: (deployment) => {
      const { kept, value } = takeAnnotation(deployment.metadata, rollbackAnnotation);
      const spec = { ...deployment.spec, ...(value !== undefined && { rollbackTo: { revision: Number(value) } }) };
      return { ...deployment, apiVersion, metadata: kept, spec } as KubernetesObject;
    },
    toHub: (object) => {
      const { spec, ...same } = object as Deployment;
      const { rollbackTo, ...kept } = spec as Deployment['spec'] & { rollbackTo?: { revision?: number } };
      const revision = rollbackTo && (rollbackTo.revision ?? 0);
      const metadata = withAnnotation(object.metadata, rollbackAnnotation, revision);
      return { ...same, apiVersion: 'apps/v1', metadata, spec: kept };
    },
  };
}

/** The fields that former versions had defaults of their own for. */
interface FormerWorkload extends KubernetesObject {
  spec: {
    selector?: LabelSelector;
    template?: PodTemplateSpec;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    strategy?: { type?: string; rollingUpdate?: object };
    updateStrategy?: { type?: string };
  };
}

/** A workload selected what its template makes, and had its labels, where it did not say. Returns what it was given. */
function impliedSelector(object: KubernetesObject): FormerWorkload {
  const workload = object as FormerWorkload;
  workload.spec ??= {};
  const { labels } = workload.spec.template?.metadata ?? {};
  if (labels === undefined) return workload;
  workload.spec.selector ??= { matchLabels: { ...labels } };
  if (Object.keys(workload.metadata.labels ?? {}).length === 0) workload.metadata.labels = { ...labels };
  return workload;
}

/** What the annotation says, and metadata without it. */
function takeAnnotation(metadata: ObjectMeta, key: string): { kept: ObjectMeta; value?: string } {
  const { [key]: value, ...annotations } = metadata.annotations ?? {};
  if (value === undefined) return { kept: metadata };
  const { annotations: _, ...rest } = metadata;
  return { kept: Object.keys(annotations).length === 0 ? rest : { ...rest, annotations }, value };
}

function withAnnotation(metadata: ObjectMeta, key: string, value: number | undefined): ObjectMeta {
  if (value === undefined) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, [key]: String(value) } };
}
