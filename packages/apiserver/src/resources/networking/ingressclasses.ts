import {
  type FieldError,
  field,
  type IngressClass,
  type IngressClassParametersReference,
  isDns1123Label,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidFor } from '../../kinds/validation/messages.js';

export const ingressclasses = defineResource(resources.ingressClasses, {
  strategy: {
    countsGeneration: true,
    checks: { 'spec.parameters.namespace': validateNamespace },
  },
  columns: [
    nameColumn,
    {
      name: 'Controller',
      type: 'string',
      description: 'Who carries out Ingresses of the class.',
      cell: ({ spec }) => spec?.controller ?? '',
    },
    { name: 'Parameters', type: 'string', description: 'What the controller is told besides.', cell: formatParameters },
    ageColumn,
  ],
  versions: {
    'networking.k8s.io/v1beta1': {
      // Upstream names the list.
      lifecycle: {
        introduced: '1.18',
        deprecated: '1.19',
        removed: '1.22',
        replacement: 'networking.k8s.io/v1 IngressClassList',
      },
    },
  },
});

function validateNamespace(namespace: string | undefined, { path, parent }: Place): FieldError[] {
  const { scope } = parent as IngressClassParametersReference;
  if (scope === 'Namespace') {
    if (namespace === undefined) return [field.required(path, "`parameters.scope` is set to 'Namespace'")];
    return invalidFor(path, namespace, isDns1123Label(namespace));
  }
  if (scope !== 'Cluster' || namespace === undefined) return [];
  return [field.forbidden(path, "`parameters.scope` is set to 'Cluster'")];
}

function formatParameters({ spec }: IngressClass): string {
  const { apiGroup, kind, name } = spec?.parameters ?? {};
  if (name === undefined) return '<none>';
  return `${kind}${apiGroup ? `.${apiGroup}` : ''}/${name}`;
}
