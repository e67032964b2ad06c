import { formatLabels, type PodTemplate, resources } from '@sampan/api';
import { nameColumn } from '../../kinds/columns/common-columns.js';
import { templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { validatePodTemplate } from '../pod-spec/validate-pod-template.js';
import { templateWarnings } from '../pod-spec/warnings.js';

export const podtemplates = defineResource(resources.podTemplates, {
  strategy: {
    countsGeneration: true,
    defaults: ({ template }) => {
      if (template !== undefined) defaultPodTemplate(template);
    },
    validate: ({ template }) => validatePodTemplate('template', template ?? {}),
    warnings: ({ template }, old) => templateWarnings('template', template, old?.template),
    returnsDeleted: true,
  },
  columns: [
    nameColumn,
    ...templateColumns<PodTemplate>(({ template }) => template, 0),
    {
      name: 'Pod Labels',
      type: 'string',
      description: 'The labels of Pods of the template.',
      cell: ({ template }) => formatLabels(template?.metadata?.labels),
    },
  ],
});
