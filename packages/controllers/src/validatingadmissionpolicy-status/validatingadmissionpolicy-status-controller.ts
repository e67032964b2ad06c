import { type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, defineController } from '@sampan/client';

/*
 * Promises: the status of a ValidatingAdmissionPolicy says what in its expressions does not fit the types of the kinds that its
 *   rules name, as they were when it was written.
 * Reads: ValidatingAdmissionPolicies, what the server serves, and its OpenAPI documents. Writes: the policies' status.
 * Runs when: a policy changes.
 */
export const validatingAdmissionPolicyStatusController = defineController({
  name: 'validatingadmissionpolicy-status',
  primary: resources.validatingAdmissionPolicies,
  watches: [],
  concurrency: 1,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const policy = context.lister(resources.validatingAdmissionPolicies).get(key);
  if (policy === undefined) return;
  const { generation = 1 } = policy.metadata;
  if (generation <= (policy.status?.observedGeneration ?? 0)) return;
  // The language is large, and most clusters have no policy.
  const { checkTypes } = await import('./check-types.js');
  const warnings = await checkTypes(policy, context.client);
  const typeChecking = warnings.length === 0 ? {} : { expressionWarnings: warnings };
  const body = {
    ...{ apiVersion: policy.apiVersion, kind: policy.kind, metadata: { name: key.name } },
    status: { observedGeneration: generation, typeChecking },
  };
  await context.client
    .resource(resources.validatingAdmissionPolicies)
    .patch(
      key,
      { type: 'apply', body },
      { fieldManager: 'validatingadmissionpolicy-status', force: true, subresource: 'status' },
    );
}
