import { resources } from '@sampan/api';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { formerWebhooks } from './former-webhooks.js';
import { leniencyAfter, leniencyOf, validateWebhooks } from './validation/validate-webhooks.js';

/** Who is asked whether an object may be written as it is. Webhooks are called by `admission/webhooks/`. */
export const validatingwebhookconfigurations = defineResource(resources.validatingWebhookConfigurations, {
  strategy: {
    countsGeneration: true,
    unconditionalUpdate: false,
    validateCreate: ({ webhooks }, { apiVersion }) => validateWebhooks(webhooks, leniencyOf(apiVersion)),
    validateUpdate: ({ webhooks = [] }, old) => validateWebhooks(webhooks, leniencyAfter(webhooks, old.webhooks ?? [])),
  },
  columns: [
    nameColumn,
    countColumn('Webhooks', 'How many webhooks it has.', ({ webhooks }) => webhooks?.length),
    ageColumn,
  ],
  versions: formerWebhooks,
});
