import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectKey, type PersistentVolume, resources, storageClassOf, volumeAnnotations } from '@sampan/api';
import { type ControllerContext, type ControllerDefinition, defineController, watched } from '@sampan/client';
import { makeOpenFolder } from './open-folder.js';
import { planLocalVolume, volumeNameOf } from './plan-local-volume.js';

/*
 * Promises: a claim of a class of ours gets a volume that is a folder below `folder`, and a larger one when it asks for it.
 * Reads: PersistentVolumeClaims, PersistentVolumes, StorageClasses, Nodes. Writes: folders, PersistentVolumes, the claims'
 * capacity, Events.
 * Runs when: a claim changes, or its volume does.
 */
export const localProvisioner = (folder: string): ControllerDefinition =>
  defineController({
    name: 'local-provisioner',
    primary: resources.persistentVolumeClaims,
    watches: [watched(resources.persistentVolumes, claimOf)],
    reads: [resources.storageClasses, resources.nodes],
    reconcile: (key, context) => reconcile(key, context, folder),
  }) as ControllerDefinition;

async function reconcile(key: ObjectKey, context: ControllerContext, folder: string): Promise<void> {
  const claim = context.lister(resources.persistentVolumeClaims).get(key);
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return;
  const named = (name = '') => ({ namespace: '', name });
  const plan = planLocalVolume(claim, {
    storageClass: context.lister(resources.storageClasses).get(named(storageClassOf(claim))),
    node: context.lister(resources.nodes).get(named(claim.metadata.annotations?.[volumeAnnotations.selectedNode])),
    volume: context.lister(resources.persistentVolumes).get(named(claim.spec?.volumeName || volumeNameOf(claim))),
    pathOf: (volume) => join(folder, volume),
  });
  if (plan.folder !== undefined) {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await makeOpenFolder(plan.folder);
  }
  await context.perform(plan.actions);
}

function claimOf({ spec }: PersistentVolume): ObjectKey[] {
  const { namespace = '', name = '' } = spec?.claimRef ?? {};
  return name === '' ? [] : [{ namespace, name }];
}
