import type { KubernetesObject } from '@sampan/api';
import { nameColumn } from '../columns/common-columns.js';
import { defineResource } from '../define-resource.js';

/**
 * Custom resources are not served yet, and so there are none to define: the list is there, and empty, because clients
 * look a kind up in it before they say that nobody knows it. Whoever creates one is told that the server does not do that.
 */
export const customresourcedefinitions = defineResource<KubernetesObject>({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  scope: 'Cluster',
  verbs: ['get', 'list', 'watch'],
  storage: { prefix: '/registry/apiextensions.k8s.io/customresourcedefinitions' },
  columns: [
    nameColumn,
    {
      name: 'Created At',
      type: 'date',
      description: 'When it was created.',
      cell: ({ metadata }) => metadata.creationTimestamp ?? '',
    },
  ],
});
