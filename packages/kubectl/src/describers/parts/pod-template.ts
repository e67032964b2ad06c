import type { PodTemplateSpec } from '@sampan/api';
import { annotationLines, field, indent, labelLines } from '../lines.js';
import { containerLines } from './containers.js';
import { tolerationLines } from './tolerations.js';
import { spreadLines } from './topology-spread.js';
import { volumeLines } from './volumes.js';

/** A template for pods, with tabs between cells. */
export function podTemplateLines(template: PodTemplateSpec | undefined): string[] {
  if (template === undefined) return ['Pod Template:', '  <unset>'];
  const { metadata, spec } = template;
  const { initContainers = [], containers = [] } = spec ?? {};
  const hasAnnotations = Object.keys(metadata?.annotations ?? {}).length > 0;
  return [
    'Pod Template:',
    ...labelLines('  Labels', metadata?.labels),
    ...(hasAnnotations ? annotationLines('  Annotations', metadata?.annotations) : []),
    ...(spec?.serviceAccountName ? indent([field('Service Account', spec.serviceAccountName)]) : []),
    ...(initContainers.length > 0
      ? containerLines({ title: 'Init Containers', containers: initContainers, prefix: '  ' })
      : []),
    ...containerLines({ title: 'Containers', containers, prefix: '  ' }),
    ...volumeLines(spec?.volumes, '  '),
    ...spreadLines(spec?.topologySpreadConstraints, '  '),
    ...(spec?.priorityClassName ? indent([field('Priority Class Name', spec.priorityClassName)]) : []),
    ...labelLines('  Node-Selectors', spec?.nodeSelector),
    ...tolerationLines('  Tolerations', spec?.tolerations),
  ];
}
