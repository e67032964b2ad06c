import { type FieldError, field, type IngressClass, isDomainPrefixedPath, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { validateImmutable } from '../../kinds/validation/immutable.js';
import { requiredChoice, requiredText } from '../../kinds/validation/messages.js';

export const ingressclasses = defineResource(resources.ingressClasses, {
  strategy: {
    countsGeneration: true,
    defaults: (ingressClass) => {
      ingressClass.spec ??= {};
      if (ingressClass.spec.parameters !== undefined) ingressClass.spec.parameters.scope ??= 'Cluster';
    },
    validate,
    validateUpdate: ({ spec }, { spec: old }) =>
      validateImmutable('spec.controller', spec?.controller, old?.controller),
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
});

function validate({ spec }: IngressClass): FieldError[] {
  const { controller = '', parameters } = spec ?? {};
  const errors = controller.length > 250 ? [field.tooLong('spec.controller', 250)] : [];
  errors.push(...requiredText('spec.controller', controller, isDomainPrefixedPath));
  if (parameters === undefined) return errors;
  errors.push(
    ...requiredText('spec.parameters.kind', parameters.kind),
    ...requiredText('spec.parameters.name', parameters.name),
    ...requiredChoice('spec.parameters.scope', parameters.scope, ['Cluster', 'Namespace']),
  );
  if (parameters.scope === 'Namespace' && !parameters.namespace) {
    errors.push(field.required('spec.parameters.namespace', "`parameters.scope` is set to 'Namespace'"));
  }
  if (parameters.scope === 'Cluster' && parameters.namespace) {
    errors.push(field.forbidden('spec.parameters.namespace', "`parameters.scope` is set to 'Cluster'"));
  }
  return errors;
}

function formatParameters({ spec }: IngressClass): string {
  const { apiGroup, kind, name } = spec?.parameters ?? {};
  if (name === undefined) return '<none>';
  return `${kind}${apiGroup ? `.${apiGroup}` : ''}/${name}`;
}
