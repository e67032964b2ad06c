import type { ServiceAccount } from '@sampan/api';
import { ageColumn, nameColumn } from '../columns/common-columns.js';
import { defineResource } from '../define-resource.js';
import { tokenSubresource } from './service-account-token.js';

export const serviceaccounts = defineResource<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  scope: 'Namespaced',
  strategy: { unconditionalUpdate: false, returnsDeleted: true },
  subresources: { token: tokenSubresource },
  columns: [nameColumn, ageColumn],
});
