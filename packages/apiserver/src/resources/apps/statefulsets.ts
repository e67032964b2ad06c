import {
  deepEqual,
  type FieldError,
  field,
  isDns1123Label,
  type LabelSelector,
  labelSelectorAsSelector,
  type PersistentVolumeClaim,
  type PodTemplateSpec,
  resources,
  type StatefulSet,
  type StatefulSetSpec,
  type StatefulSetUpdateStrategy,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { isZero, validateAtMostWhole, validateIntOrPercent } from '../../kinds/validation/int-or-percent.js';
import { isEmptySelector, validateLabelSelector } from '../../kinds/validation/label-selector.js';
import { validateAnnotations, validateLabels } from '../../kinds/validation/labels.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';
import { formerStatefulSets } from './former-versions.js';
import { readyColumn, validateCollisionCount, workloadScale, workloadWarnings } from './workload.js';

export const statefulsets = defineResource(resources.statefulSets, {
  strategy: {
    countsGeneration: true,
    nameRule: isDns1123Label,
    defaults: ({ spec }) => {
      defaultPodTemplate(spec.template);
      for (const claim of spec.volumeClaimTemplates ?? []) {
        Object.assign(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
      }
    },
    prepareForCreate: (set) => {
      set.status = { replicas: 0, availableReplicas: 0 };
    },
    checks: {
      'spec.podManagementPolicy': validatePolicy,
      'spec.updateStrategy': validateStrategy,
      'spec.selector': validateSelector,
      'spec.template': validateTemplate,
    },
    validateUpdate,
    validateStatusUpdate,
    warnings: workloadWarnings,
  },
  subresources: {
    status: statusSubresource(),
    scale: workloadScale<StatefulSet>(),
  },
  columns: [nameColumn, readyColumn, ageColumn, ...templateColumns<StatefulSet>(({ spec }) => spec.template)],
  versions: formerStatefulSets,
});

function validatePolicy(policy: string, { path }: Place): FieldError[] {
  if (policy === 'OrderedReady' || policy === 'Parallel') return [];
  return [field.invalid(path, policy, "must be 'OrderedReady' or 'Parallel'")];
}

function validateStrategy({ type, rollingUpdate }: StatefulSetUpdateStrategy, { path }: Place): FieldError[] {
  const at = `${path}.rollingUpdate`;
  // Shown under the names that the fields have within Kubernetes.
  const { partition = 0, maxUnavailable } = rollingUpdate ?? {};
  const shown = rollingUpdate && { Partition: partition, MaxUnavailable: maxUnavailable ?? null };
  if (type === 'OnDelete') {
    return shown === undefined ? [] : [field.invalid(at, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  if (type !== 'RollingUpdate') {
    const strategy = { Type: type, RollingUpdate: shown ?? null };
    return [field.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  const errors =
    partition < 0 ? [field.invalid(`${at}.partition`, partition, 'must be greater than or equal to 0')] : [];
  if (maxUnavailable === undefined) return errors;
  errors.push(
    ...validateIntOrPercent(`${at}.maxUnavailable`, maxUnavailable),
    ...validateAtMostWhole(`${at}.maxUnavailable`, maxUnavailable),
  );
  if (isZero(maxUnavailable)) errors.push(field.invalid(`${at}.maxUnavailable`, maxUnavailable, 'cannot be 0'));
  return errors;
}

function validateSelector(selector: LabelSelector | undefined, { path }: Place): FieldError[] {
  if (selector === undefined) return [field.required(path)];
  const errors = validateLabelSelector(path, selector);
  if (isEmptySelector(selector))
    errors.push(field.invalid(path, selector, 'empty selector is invalid for statefulset'));
  return isUnderstood(selector) ? errors : [...errors, field.invalid(path, selector, '')];
}

/** Whether it can be carried out, and the template be held against it. */
function isUnderstood(selector: LabelSelector | undefined): boolean {
  return selector === undefined || validateLabelSelector('', selector).length === 0;
}

/** The template with the volumes that its Pods will have of the claims; its labels are looked at once more, as upstream does. */
function validateTemplate(template: PodTemplateSpec, { path, parent }: Place): FieldError[] {
  const { selector, volumeClaimTemplates = [] } = parent as StatefulSetSpec;
  if (!isUnderstood(selector)) return [];
  const { labels, annotations } = template.metadata ?? {};
  const isSelected =
    selector !== undefined && (isEmptySelector(selector) || labelSelectorAsSelector(selector).matches(labels ?? {}));
  return [
    ...(isSelected
      ? []
      : [field.invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`')]),
    ...validateLastingTemplate(path, withClaims(template, volumeClaimTemplates), 'StatefulSet'),
    ...validateLabels(`${path}.labels`, labels),
    ...validateAnnotations(`${path}.annotations`, annotations),
  ];
}

function withClaims(template: PodTemplateSpec, claims: readonly PersistentVolumeClaim[]): PodTemplateSpec {
  const names = new Set(claims.map(({ metadata }) => metadata?.name));
  const others = (template.spec?.volumes ?? []).filter(({ name }) => !names.has(name));
  const volumes = claims.map(({ metadata }) => {
    const { name = '' } = metadata ?? {};
    return { name, persistentVolumeClaim: { claimName: name } };
  });
  return { ...template, spec: { containers: [], ...template.spec, volumes: [...others, ...volumes] } };
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

/** Pods that exist depend on everything else: their names, their claims, and which of them are its own. */
function validateUpdate({ spec }: StatefulSet, { spec: old }: StatefulSet): FieldError[] {
  const unchanged = Object.fromEntries(changeable.map((name) => [name, old[name]]));
  if (deepEqual({ ...spec, ...unchanged }, { ...old, ...unchanged })) return [];
  const names = changeable.map((name) => `'${name}'`);
  const allowed = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [field.forbidden('spec', `updates to statefulset spec for fields other than ${allowed} are forbidden`)];
}

function validateStatusUpdate({ status }: StatefulSet, { status: old }: StatefulSet): FieldError[] {
  const {
    replicas = 0,
    readyReplicas = 0,
    currentReplicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
  } = status ?? {};
  const errors: FieldError[] = [];
  const atMost = (name: string, count: number, of: string, most: number): void => {
    if (count > most) errors.push(field.invalid(`status.${name}`, count, `cannot be greater than status.${of}`));
  };
  atMost('readyReplicas', readyReplicas, 'replicas', replicas);
  atMost('currentReplicas', currentReplicas, 'replicas', replicas);
  atMost('updatedReplicas', updatedReplicas, 'replicas', replicas);
  atMost('availableReplicas', availableReplicas, 'replicas', replicas);
  atMost('availableReplicas', availableReplicas, 'readyReplicas', readyReplicas);
  return [...errors, ...validateCollisionCount(status, old)];
}
