import { resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { tokenSubresource } from './service-account-token.js';

export const serviceaccounts = defineResource(resources.serviceAccounts, {
  strategy: { unconditionalUpdate: false, returnsDeleted: true },
  subresources: { token: tokenSubresource },
  columns: [nameColumn, ageColumn],
});
