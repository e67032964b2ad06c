import type { IngressClass } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent } from './lines.js';
import { labelAndAnnotationLines } from './parts/metadata.js';

export const ingressClassDescriber = defineDescriber<IngressClass>({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  async describe(ingressClass, context) {
    return [
      field('Name', ingressClass.metadata.name),
      ...labelAndAnnotationLines(ingressClass),
      field('Controller', ingressClass.spec?.controller ?? ''),
      ...parameterLines(ingressClass),
      ...(await context.eventLines(ingressClass)),
    ];
  },
});

function parameterLines({ spec }: IngressClass): string[] {
  const parameters = spec?.parameters;
  if (parameters === undefined) return [];
  return [
    'Parameters:',
    ...indent([
      ...(parameters.apiGroup === undefined ? [] : [field('APIGroup', parameters.apiGroup)]),
      field('Kind', parameters.kind),
      field('Name', parameters.name),
    ]),
  ];
}
