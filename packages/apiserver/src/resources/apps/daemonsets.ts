import {
  type DaemonSet,
  type DaemonSetSpec,
  type DaemonSetUpdateStrategy,
  deepEqual,
  type FieldError,
  field,
  formatLabelSelector,
  formatLabels,
  type LabelSelector,
  type PodTemplateSpec,
  type RollingUpdateDaemonSet,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { isZero, validateAtMostWhole, validateIntOrPercent } from '../../kinds/validation/int-or-percent.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validateLastingTemplate } from '../pod-spec/validate-pod-template.js';
import { formerDaemonSets } from './former-versions.js';
import { shownStrategy, validateCollisionCount, validateOwnSelector, workloadWarnings } from './workload.js';

/** Where the number of a DaemonSet's templates was kept, before revisions: kept up for those who read it. */
const templateGenerationAnnotation = 'deprecated.daemonset.template.generation';

export const daemonsets = defineResource(resources.daemonSets, {
  strategy: {
    countsGeneration: true,
    defaults: ({ spec }) => defaultPodTemplate(spec.template),
    prepareForCreate: (set) => {
      set.status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
      setTemplateGeneration(set, 1);
    },
    prepareForUpdate: (set, old) => {
      const isNew = !deepEqual(set.spec.template, old.spec.template);
      setTemplateGeneration(set, templateGenerationOf(old) + (isNew ? 1 : 0));
    },
    checks: {
      'spec.selector': (selector: LabelSelector | undefined, { parent }) =>
        validateOwnSelector('daemonset', selector, (parent as DaemonSetSpec).template),
      'spec.template': (template: PodTemplateSpec, { path }) => validateLastingTemplate(path, template, 'DaemonSet'),
      'spec.updateStrategy': validateStrategy,
    },
    validateStatusUpdate: ({ status }, { status: old }) => validateCollisionCount(status, old),
    warnings: workloadWarnings,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    countColumn('Desired', 'How many nodes are to run a Pod.', ({ status }) => status?.desiredNumberScheduled),
    countColumn('Current', 'How many of these nodes have a Pod.', ({ status }) => status?.currentNumberScheduled),
    countColumn('Ready', 'How many of these nodes have a ready Pod.', ({ status }) => status?.numberReady),
    countColumn(
      'Up-to-date',
      'How many nodes have a Pod of the current template.',
      ({ status }) => status?.updatedNumberScheduled,
    ),
    countColumn(
      'Available',
      'How many nodes have had a ready Pod for long enough.',
      ({ status }) => status?.numberAvailable,
    ),
    {
      name: 'Node Selector',
      type: 'string',
      description: 'The labels of the nodes that are to run a Pod.',
      cell: ({ spec }) => formatLabels(spec.template.spec?.nodeSelector),
    },
    ageColumn,
    ...templateColumns<DaemonSet>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => formatLabelSelector(spec.selector)),
  ],
  versions: formerDaemonSets,
});

function templateGenerationOf({ metadata }: DaemonSet): number {
  return Number(metadata.annotations?.[templateGenerationAnnotation] ?? 1);
}

function setTemplateGeneration({ metadata }: DaemonSet, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [templateGenerationAnnotation]: String(generation) };
}

function validateStrategy(strategy: DaemonSetUpdateStrategy, { path }: Place): FieldError[] {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return [];
  if (type === 'RollingUpdate') {
    const at = `${path}.rollingUpdate`;
    return rollingUpdate === undefined ? [field.required(at)] : validateRollingUpdate(at, rollingUpdate);
  }
  return [field.notSupported(path, shownStrategy(strategy), ['RollingUpdate', 'OnDelete'])];
}

/** Either Pods may be missing during an update, or there may be more of them: one of both, and not none. */
function validateRollingUpdate(path: string, { maxUnavailable, maxSurge }: RollingUpdateDaemonSet): FieldError[] {
  const errors = [
    ...validateIntOrPercent(`${path}.maxUnavailable`, maxUnavailable),
    ...validateIntOrPercent(`${path}.maxSurge`, maxSurge),
    ...validateAtMostWhole(`${path}.maxUnavailable`, maxUnavailable),
    ...validateAtMostWhole(`${path}.maxSurge`, maxSurge),
  ];
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(field.required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  } else if (!isZero(maxUnavailable) && !isZero(maxSurge)) {
    errors.push(field.invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  }
  return errors;
}
