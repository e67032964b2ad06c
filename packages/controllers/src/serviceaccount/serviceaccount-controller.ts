import { isAlreadyExists, type ObjectKey, resources, type ServiceAccount } from '@sampan/api';
import { type ControllerContext, createAction, defineController, watched } from '@sampan/client';
import { isNamespaceTerminating } from '../shared/errors.js';

const name = 'default';

/*
 * Promises: every namespace has a ServiceAccount called `default`, the identity of Pods that name none.
 * Reads: Namespaces, ServiceAccounts. Writes: ServiceAccounts.
 * Runs when: a namespace changes, or its default ServiceAccount goes.
 */
export const serviceAccountController = defineController({
  name: 'serviceaccount',
  primary: resources.namespaces,
  watches: [watched(resources.serviceAccounts, namespaceOf)],
  reconcile,
});

async function reconcile({ name: namespace }: ObjectKey, context: ControllerContext): Promise<void> {
  const owner = context.lister(resources.namespaces).get({ namespace: '', name: namespace });
  if (owner === undefined || owner.metadata.deletionTimestamp !== undefined || owner.status?.phase === 'Terminating')
    return;
  if (context.lister(resources.serviceAccounts).get({ namespace, name }) !== undefined) return;
  const account: ServiceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } };
  const [outcome] = await context.attempt([createAction(resources.serviceAccounts, account)]);
  const error: unknown = outcome?.error;
  if (error !== undefined && !isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
}

function namespaceOf({ metadata }: ServiceAccount): ObjectKey[] {
  return metadata.name === name ? [{ namespace: '', name: metadata.namespace ?? '' }] : [];
}
