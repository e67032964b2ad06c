import { type CustomResourceDefinition, isNotFound, resources } from '@sampan/api';
import type { MutableResourceCatalog } from '../kinds/resource-catalog.js';
import { keyPrefix } from '../objects/encode-object.js';
import { readAsStored } from '../objects/parse-stored.js';
import type { ServerContext } from '../server/server-context.js';
import { followStore } from '../store/follow-store.js';
import type { StoredObject, StoreEvent } from '../store/store.js';
import { statusOf } from './definition-status.js';
import { createServedDefinitions, isEstablished } from './served-definitions.js';
import { isHeldByInstances, terminateDefinition } from './terminate-definition.js';

/** A definition as it is known, and the revision at which it was written. */
interface Known {
  crd: CustomResourceDefinition;
  readonly revision: number;
}

/**
 * Follows the CustomResourceDefinitions that are stored:
 *
 *     created, changed ──▶ names accepted ──▶ served ──▶ Established is written
 *     deleted ──▶ instances are deleted ──▶ the last one is gone ──▶ the finalizer goes, and with it the definition
 *     gone ──▶ no longer served, watches end, names are free for others
 *
 * What was established before is served when this resolves. Whatever is written here is a function of what is stored: it
 * does not matter which server writes it, nor how often.
 */
export async function followDefinitions(
  server: ServerContext,
  catalog: MutableResourceCatalog,
): Promise<{ stop(): void }> {
  const definitions = new Map<string, Known>();
  const served = createServedDefinitions(server, catalog);
  const terminating = new Set<string>();
  const stopping = new AbortController();

  function see(stored: StoredObject): void {
    if (stored.damaged) return;
    const crd = readAsStored(stored) as CustomResourceDefinition;
    definitions.set(crd.metadata.name ?? '', { crd, revision: stored.revision });
    if (isEstablished(crd)) served.serve(crd, stored.revision);
  }

  function forget(name: string): void {
    definitions.delete(name);
    served.withdraw(name);
  }

  function changed(events: readonly StoreEvent[]): void {
    const groups = new Set<string>();
    for (const { type, object } of events) {
      const name = object.index.fields['metadata.name'] ?? '';
      const before = definitions.get(name);
      if (type === 'delete') forget(name);
      else see(object);
      groups.add((definitions.get(name) ?? before)?.crd.spec.group ?? '');
    }
    for (const group of groups) settleSoon(group);
  }

  /** Names are given to one after the other: whoever came first has them. */
  let settling = Promise.resolve();
  function settleSoon(group: string): void {
    settling = settling.then(() => settleGroup(group)).catch((error: unknown) => server.logError(error));
  }

  async function settleGroup(group: string): Promise<void> {
    for (const [name, { crd }] of [...definitions]) {
      if (stopping.signal.aborted) return;
      if (crd.spec.group === group) await settle(name);
    }
  }

  async function settle(name: string): Promise<void> {
    const known = definitions.get(name);
    if (known === undefined) return;
    if (known.crd.metadata.deletionTimestamp !== undefined) return terminate(name, known.crd);
    const settled = withStatus(known.crd);
    if (settled === known.crd) return;
    // Who reads that it is established finds it served.
    if (isEstablished(settled)) served.serve(settled, known.revision);
    try {
      known.crd = await server.objects.customResourceDefinitions.update({ namespace: '', name }, withStatus, {
        subresource: 'status',
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  function withStatus(crd: CustomResourceDefinition): CustomResourceDefinition {
    const group = [...definitions.values()]
      .map((known) => known.crd)
      .filter(({ spec }) => spec.group === crd.spec.group);
    const status = statusOf(crd, group, server.clock.now());
    return status === crd.status ? crd : { ...crd, status };
  }

  function terminate(name: string, crd: CustomResourceDefinition): void {
    if (terminating.has(name) || !isHeldByInstances(crd)) return;
    terminating.add(name);
    void terminateDefinition(server, { name, resource: served.resourceOf(name) }, stopping.signal)
      .catch((error: unknown) => server.logError(error))
      .finally(() => terminating.delete(name));
  }

  const following = await followStore(server.store, keyPrefix(resources.customResourceDefinitions), {
    reset: (objects) => {
      const names = new Set(objects.map(({ index }) => index.fields['metadata.name'] ?? ''));
      for (const name of [...definitions.keys()]) if (!names.has(name)) forget(name);
      for (const stored of objects) see(stored);
      for (const group of new Set([...definitions.values()].map(({ crd }) => crd.spec.group))) settleSoon(group);
    },
    changed,
  });
  return {
    stop: () => {
      stopping.abort();
      following.stop();
    },
  };
}
