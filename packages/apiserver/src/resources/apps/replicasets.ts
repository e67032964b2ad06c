import {
  formatLabelSelector,
  type LabelSelector,
  type PodTemplateSpec,
  type ReplicaSet,
  type ReplicaSetSpec,
  resources,
} from '@sampan/api';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';
import { formerReplicaSets } from './former-versions.js';
import { validateReplicaCounts, validateWorkloadSelector, workloadScale, workloadWarnings } from './workload.js';

export const replicasets = defineResource(resources.replicaSets, {
  strategy: {
    countsGeneration: true,
    defaults: ({ spec }) => {
      if (spec.template !== undefined) defaultPodTemplate(spec.template);
    },
    prepareForCreate: (replicaSet) => {
      replicaSet.status = { replicas: 0 };
    },
    checks: {
      'spec.selector': (selector: LabelSelector | undefined, { parent }) =>
        validateWorkloadSelector('deployment', selector, (parent as ReplicaSetSpec).template),
      'spec.template': (template: PodTemplateSpec, { path }) => validateLastingTemplate(path, template, 'ReplicaSet'),
    },
    validateStatusUpdate: ({ status }) => validateReplicaCounts(status),
    warnings: workloadWarnings,
  },
  subresources: {
    status: statusSubresource(),
    scale: workloadScale<ReplicaSet>(),
  },
  columns: [
    nameColumn,
    countColumn('Desired', 'How many Pods are wanted.', ({ spec }) => spec.replicas ?? 1),
    countColumn('Current', 'How many Pods there are.', ({ status }) => status?.replicas),
    countColumn('Ready', 'How many Pods are ready.', ({ status }) => status?.readyReplicas),
    ageColumn,
    ...templateColumns<ReplicaSet>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => formatLabelSelector(spec.selector)),
  ],
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  versions: formerReplicaSets,
});
