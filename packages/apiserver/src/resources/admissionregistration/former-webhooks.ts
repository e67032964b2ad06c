import type { KubernetesObject } from '@sampan/api';
import type { Lifecycle } from '../../kinds/lifecycle.js';
import type { Webhook } from './validation/validate-webhooks.js';

const lifecycle: Lifecycle = { introduced: '1.9', deprecated: '1.16', removed: '1.22' };

/** Webhooks of former times were more careless: what fails was let pass, and equivalent requests were not seen. */
const defaults = {
  failurePolicy: 'Ignore',
  matchPolicy: 'Exact',
  sideEffects: 'Unknown',
  timeoutSeconds: 30,
  admissionReviewVersions: ['v1beta1'],
};

/** The configurations in their former version, which had other defaults. */
export const formerWebhooks = {
  'admissionregistration.k8s.io/v1beta1': {
    lifecycle,
    defaults: (object: KubernetesObject) => {
      const { webhooks = [] } = object as KubernetesObject & { webhooks?: Partial<Webhook>[] };
      for (const webhook of webhooks) Object.assign(webhook, { ...structuredClone(defaults), ...webhook });
    },
  },
};
