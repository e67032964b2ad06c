import { resources } from '@sampan/api';
import type { Store } from '../store/store.js';
import { compileMutatingPolicy, type MutatingPolicySource } from './policies/compile-mutating-policy.js';
import { compileValidatingPolicy, type ValidatingPolicySource } from './policies/compile-validating-policy.js';
import { createPolicySource } from './policies/policy-source.js';
import { createWebhookSource, type WebhookSource } from './webhooks/webhook-source.js';

/** What plugins know of stored objects that say who is asked, compiled as it changes. */
export interface AdmissionSources {
  readonly mutatingPolicies: MutatingPolicySource;
  readonly mutatingWebhooks: WebhookSource;
  readonly validatingPolicies: ValidatingPolicySource;
  readonly validatingWebhooks: WebhookSource;
  /** They follow the store until then. */
  close(): void;
}

export async function createAdmissionSources(store: Store): Promise<AdmissionSources> {
  const [mutatingPolicies, mutatingWebhooks, validatingPolicies, validatingWebhooks] = await Promise.all([
    createPolicySource(
      store,
      { policies: resources.mutatingAdmissionPolicies, bindings: resources.mutatingAdmissionPolicyBindings },
      compileMutatingPolicy,
    ),
    createWebhookSource(store, resources.mutatingWebhookConfigurations),
    createPolicySource(
      store,
      { policies: resources.validatingAdmissionPolicies, bindings: resources.validatingAdmissionPolicyBindings },
      compileValidatingPolicy,
    ),
    createWebhookSource(store, resources.validatingWebhookConfigurations),
  ]);
  const sources = { mutatingPolicies, mutatingWebhooks, validatingPolicies, validatingWebhooks };
  return {
    ...sources,
    close: () => {
      for (const source of Object.values(sources)) source.close();
    },
  };
}
