import { formatLabels, isDns1123Label, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../../kinds/columns/common-columns.js';
import { orElse } from '../../../kinds/columns/format.js';
import { defineResource } from '../../../kinds/define-resource.js';
import { statusSubresource } from '../../../kinds/status-subresource.js';
import { releaseAllocations, reserveAllocations } from './service-allocation.js';
import { keepAllocations } from './service-carry-over.js';
import { defaultService } from './service-defaults.js';
import { formatExternalIps, formatServicePorts } from './service-format.js';
import { serviceProxySubresource } from './service-proxy.js';
import { serviceChecks, validateServiceStatus, validateServiceUpdate } from './service-validation.js';
import { serviceWarnings } from './service-warnings.js';

export const services = defineResource(resources.services, {
  strategy: {
    nameRule: isDns1123Label,
    defaults: defaultService,
    prepareForCreate: (service) => {
      service.status = { loadBalancer: {} };
    },
    prepareForUpdate: keepAllocations,
    checks: serviceChecks,
    validateUpdate: validateServiceUpdate,
    validateStatusUpdate: validateServiceStatus,
    reserve: reserveAllocations,
    release: releaseAllocations,
    warnings: serviceWarnings,
    returnsDeleted: true,
  },
  subresources: { proxy: serviceProxySubresource, status: statusSubresource() },
  columns: [
    nameColumn,
    { name: 'Type', type: 'string', description: 'How the service is reached.', cell: ({ spec }) => spec.type ?? '' },
    {
      name: 'Cluster-IP',
      type: 'string',
      description: 'The address of the service within the cluster.',
      cell: ({ spec }) => orElse(spec.clusterIP, '<none>'),
    },
    {
      name: 'External-IP',
      type: 'string',
      description: 'The addresses of the service outside the cluster.',
      cell: formatExternalIps,
    },
    {
      name: 'Port(s)',
      type: 'string',
      description: 'The ports of the service, and of the nodes for it.',
      cell: ({ spec }) => orElse(formatServicePorts(spec.ports), '<none>'),
    },
    ageColumn,
    {
      name: 'Selector',
      type: 'string',
      priority: 1,
      description: 'Selects the Pods that answer for the service.',
      cell: ({ spec }) => formatLabels(spec.selector),
    },
  ],
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
});
