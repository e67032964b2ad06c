import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, type ControllerDefinition, defineController, deleteAction } from '@sampan/client';
import { isLocal } from './plan-local-volume.js';

/*
 * Promises: a folder of ours that is no longer claimed is gone together with its volume, where the policy is Delete.
 * Reads: PersistentVolumes. Writes: folders, PersistentVolumes (delete).
 * Runs when: a volume changes.
 */
export const localDeleter = (folder: string): ControllerDefinition =>
  defineController({
    name: 'local-deleter',
    primary: resources.persistentVolumes,
    reconcile: (key, context) => reconcile(key, context, folder),
  }) as ControllerDefinition;

async function reconcile(key: ObjectKey, context: ControllerContext, folder: string): Promise<void> {
  const volume = context.lister(resources.persistentVolumes).get(key);
  if (volume === undefined || !isLocal(volume) || volume.status?.phase !== 'Released') return;
  const { local, persistentVolumeReclaimPolicy } = volume.spec ?? {};
  // Only what this provisioner has made lies there.
  if (persistentVolumeReclaimPolicy !== 'Delete' || local?.path !== join(folder, key.name)) return;
  await rm(local.path, { recursive: true, force: true });
  await context.perform([deleteAction(resources.persistentVolumes, volume)]);
}
