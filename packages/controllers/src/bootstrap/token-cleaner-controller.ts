import { bootstrapTokenIn, type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, defineController, deleteAction, type Result } from '@sampan/client';

/*
 * Promises: a bootstrap token is gone when it has ended.
 * Reads: Secrets of bootstrap tokens. Writes: Secrets (delete).
 * Runs when: such a Secret changes, or its time has come.
 */
export const tokenCleanerController = defineController({
  name: 'tokencleaner',
  primary: resources.secrets,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const secret = context.lister(resources.secrets).get(key);
  const expiry = secret && bootstrapTokenIn(secret)?.expiry;
  if (secret === undefined || expiry === undefined) return undefined;
  const wait = expiry - context.clock.now();
  if (wait > 0) return { requeueAfterMs: wait };
  await context.perform([deleteAction(resources.secrets, secret)]);
  return undefined;
}
