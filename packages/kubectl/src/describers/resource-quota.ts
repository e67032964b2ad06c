import type { ResourceQuota } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { sortedEntries } from './lines.js';
import { nameLines } from './parts/metadata.js';
import { scopeLines } from './parts/quota-scopes.js';
import { quantityText } from './values.js';

export const resourceQuotaDescriber = defineDescriber<ResourceQuota>({
  group: '',
  kind: 'ResourceQuota',
  describe: (quota) => [
    ...nameLines(quota),
    ...scopeLines(quota.spec?.scopes, ' * '),
    'Resource\tUsed\tHard',
    '--------\t----\t----',
    ...sortedEntries(quota.status?.hard).map(
      ([name, hard]) => `${name}\t${quantityText(quota.status?.used?.[name])}\t${quantityText(hard)}`,
    ),
  ],
});
