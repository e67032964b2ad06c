import {
  type FieldError,
  field,
  formatLabels,
  labelSetSelector,
  type PodTemplateSpec,
  type ReplicationController,
  type ReplicationControllerSpec,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { scaleSubresource } from '../../kinds/scale-subresource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { validateReplicaCounts, workloadWarnings } from '../apps/workload.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';

export const replicationcontrollers = defineResource(resources.replicationControllers, {
  strategy: {
    countsGeneration: true,
    defaults: defaultFromTemplate,
    prepareForCreate: (controller) => {
      controller.status = { replicas: 0 };
    },
    checks: { 'spec.selector': validateSelector, 'spec.template': validateTemplate },
    validateStatusUpdate: ({ status }) => validateReplicaCounts(status),
    warnings: workloadWarnings,
    defaultDeletion: 'orphan',
  },
  subresources: {
    status: statusSubresource(),
    scale: scaleSubresource<ReplicationController>({
      replicas: ({ spec }) => spec?.replicas ?? 1,
      withReplicas: (controller, replicas) => ({ ...controller, spec: { ...controller.spec, replicas } }),
      statusReplicas: ({ status }) => status?.replicas ?? 0,
      selector: ({ spec }) => selectorText(spec?.selector),
    }),
  },
  columns: [
    nameColumn,
    countColumn('Desired', 'How many Pods are wanted.', ({ spec }) => spec?.replicas ?? 1),
    countColumn('Current', 'How many Pods there are.', ({ status }) => status?.replicas),
    countColumn('Ready', 'How many Pods are ready.', ({ status }) => status?.readyReplicas),
    ageColumn,
    ...templateColumns<ReplicationController>(({ spec }) => spec?.template),
    selectorColumn(({ spec }) => formatLabels(spec?.selector)),
  ],
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
});

/** What is not said is what the template says. */
function defaultFromTemplate({ metadata, spec }: ReplicationController): void {
  if (spec?.template === undefined) return;
  defaultPodTemplate(spec.template);
  const labels = spec.template.metadata?.labels ?? {};
  if (Object.keys(labels).length === 0) return;
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

function validateSelector(selector: Labels | undefined, { path }: Place): FieldError[] {
  return Object.keys(selector ?? {}).length === 0 ? [field.required(path)] : [];
}

function validateTemplate(template: PodTemplateSpec | undefined, { path, parent }: Place): FieldError[] {
  if (template === undefined) return [];
  const { selector = {} } = parent as ReplicationControllerSpec;
  const labels = template.metadata?.labels;
  const isSelected = labelSetSelector(selector).matches(labels ?? {});
  const mismatch = field.invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`');
  return [...(isSelected ? [] : [mismatch]), ...validateLastingTemplate(path, template, 'ReplicationController')];
}

/** The selector as `autoscaling/v1 Scale` shows it. */
function selectorText(selector: Labels | undefined): string {
  return selector === undefined ? '' : formatLabels(selector);
}

type Labels = Readonly<Record<string, string>>;
