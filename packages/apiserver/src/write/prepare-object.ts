import { deepEqual, formatTime, type KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { carryMetadata } from './carry-metadata.js';
import { strategyContext, type WriteContext } from './write-context.js';

/** Sets what clients and admission may not choose in a new object (`FillObjectMetaSystemFields`, `PrepareForCreate`). */
export function prepareForCreate(context: WriteContext, object: KubernetesObject, namespace: string): void {
  const { resource } = context;
  const { strategy } = resource;
  fillSystemMetadata(context, object, namespace);
  if (resource.subresources.status !== undefined && strategy.createsWithStatus !== true) {
    delete (object as { status?: unknown }).status;
  }
  strategy.prepareForCreate?.(object, strategyContext(context));
}

/** What a client may not say of a new object is gone before anybody sees it, webhooks included (`WipeObjectMetaSystemFields`). */
export function wipeSystemMetadata({ metadata }: KubernetesObject): void {
  delete metadata.uid;
  delete metadata.creationTimestamp;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
}

function fillSystemMetadata({ server, resource }: WriteContext, { metadata }: KubernetesObject, namespace: string) {
  if (resource.namespaced) metadata.namespace = namespace;
  metadata.uid = server.random.uuid();
  metadata.creationTimestamp = formatTime(server.clock.now());
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  delete metadata.resourceVersion;
  if (resource.strategy.countsGeneration) metadata.generation = 1;
  else delete metadata.generation;
}

/** Carries over what clients and admission may not change in an object, and counts its generation (`BeforeUpdate`). */
export function prepareForUpdate(context: WriteContext, object: KubernetesObject, old: KubernetesObject): void {
  const { resource, subresource } = context;
  const { strategy } = resource;
  carryMetadata(object, old);
  if (subresource === '' && resource.subresources.status !== undefined) keepStatus(object, old);
  strategy.prepareForUpdate?.(object, old, strategyContext(context));
  if (strategy.countsGeneration && subresource !== 'binding') countGeneration(resource, object, old);
}

function keepStatus(object: KubernetesObject & { status?: unknown }, old: KubernetesObject & { status?: unknown }) {
  if (old.status === undefined) delete object.status;
  else object.status = old.status;
}

/**
 * Anything but metadata and status is the wish that the generation counts; a Pod's binding is the cluster's answer. The
 * status of a custom resource without a subresource for it is a field like any other.
 */
function countGeneration(resource: ResourceDefinition, object: KubernetesObject, old: KubernetesObject): void {
  const hasStatus = resource.isBuiltIn || resource.subresources.status !== undefined;
  const wishOf = ({ metadata: _, ...fields }: KubernetesObject & { status?: unknown }) => {
    if (hasStatus) delete fields.status;
    return fields;
  };
  if (!deepEqual(wishOf(object), wishOf(old))) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}
