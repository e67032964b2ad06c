import { deepEqual, type Endpoint, type EndpointSlice, type ObjectMeta, resources } from '@sampan/api';
import { type Action, createAction, deleteAction, updateAction } from '@sampan/client';
import { type EndpointGroup, portsKey } from './desired-endpoints.js';

/** Upstream's default for `--max-endpoints-per-slice`. */
const maxEndpoints = 100;

export interface SlicesObservation {
  groups: readonly EndpointGroup[];
  /** The slices that this controller made for the Service. */
  existing: readonly EndpointSlice[];
  /** What every slice of the Service carries; a new one gets its name from `generateName`. */
  metadata: ObjectMeta;
}

/**
 * The smallest change that makes the slices hold the wanted endpoints: an endpoint stays in its slice, new ones fill
 * slices that change anyway or have room, what is left gets new slices, and empty slices go. Full repacking is avoided:
 * every changed slice is sent to every node.
 */
export function planSlices({ groups, existing, metadata }: SlicesObservation): Action[] {
  const used = new Set<EndpointSlice>();
  const actions: Action[] = [];
  for (const group of groups) {
    const own = existing.filter(
      (slice) => slice.addressType === group.addressType && portsKey(slice.ports) === portsKey(group.ports),
    );
    for (const slice of own) used.add(slice);
    actions.push(...planGroup(group, own, metadata));
  }
  const unused = existing.filter((slice) => !used.has(slice));
  return recycled([...actions, ...unused.map((slice) => deleteAction(resources.endpointSlices, slice))]);
}

/** A slice that would go and one of its address type that would come are one update. */
function recycled(actions: readonly Action[]): Action[] {
  const spare = actions.flatMap((action) => (action.verb === 'delete' ? [action.object as EndpointSlice] : []));
  const reused = new Set<EndpointSlice>();
  const written = actions.map((action) => {
    if (action.verb !== 'create') return action;
    const { addressType, metadata, endpoints, ports } = action.object as EndpointSlice;
    const slice = spare.find((candidate) => candidate.addressType === addressType && !reused.has(candidate));
    if (slice === undefined) return action;
    reused.add(slice);
    const next = { ...slice, metadata: mergedMetadata(slice.metadata, metadata), endpoints, ports };
    return updateAction(resources.endpointSlices, next);
  });
  return written.filter((action) => action.verb !== 'delete' || !reused.has(action.object as EndpointSlice));
}

function planGroup(
  { addressType, ports, endpoints }: EndpointGroup,
  own: readonly EndpointSlice[],
  metadata: ObjectMeta,
): Action[] {
  const missing = new Map(endpoints.map((endpoint) => [identityOf(endpoint), endpoint]));
  const drafts = own.map((slice) => ({ slice, endpoints: takeKept(slice, missing) }));
  const changedFirst = [...drafts].sort((a, b) => rankOf(a) - rankOf(b) || b.endpoints.length - a.endpoints.length);
  for (const draft of changedFirst) fill(draft.endpoints, missing);

  const actions = drafts.flatMap(({ slice, endpoints: next }): Action[] => {
    if (next.length === 0 && endpoints.length > 0) return [deleteAction(resources.endpointSlices, slice)];
    const updated = { ...slice, metadata: mergedMetadata(slice.metadata, metadata), endpoints: next, ports };
    return deepEqual(updated, { ...slice, endpoints: slice.endpoints ?? [] })
      ? []
      : [updateAction(resources.endpointSlices, updated)];
  });
  while (missing.size > 0 || (own.length === 0 && actions.length === 0)) {
    const next: Endpoint[] = [];
    fill(next, missing);
    actions.push(createAction(resources.endpointSlices, newSlice({ metadata, addressType, endpoints: next, ports })));
  }
  return actions;
}

/** The endpoints of `slice` that are still wanted, as they should be now; takes them out of `missing`. */
function takeKept(slice: EndpointSlice, missing: Map<string, Endpoint>): Endpoint[] {
  return (slice.endpoints ?? []).flatMap((endpoint) => {
    const identity = identityOf(endpoint);
    const wanted = missing.get(identity);
    missing.delete(identity);
    return wanted === undefined ? [] : [wanted];
  });
}

/** Slices that have to be written anyway are filled before the others. */
function rankOf({ slice, endpoints }: { slice: EndpointSlice; endpoints: Endpoint[] }): number {
  return deepEqual(slice.endpoints ?? [], endpoints) ? 1 : 0;
}

function fill(endpoints: Endpoint[], missing: Map<string, Endpoint>): void {
  for (const [identity, endpoint] of missing) {
    if (endpoints.length >= maxEndpoints) return;
    endpoints.push(endpoint);
    missing.delete(identity);
  }
}

/** What makes two endpoints the same one: whose they are and where; their conditions may differ. */
function identityOf({ targetRef, addresses, hostname = '', nodeName = '' }: Endpoint): string {
  return `${targetRef?.uid ?? ''} ${addresses.join(' ')} ${hostname} ${nodeName}`;
}

/** Labels that others put on a slice stay. */
function mergedMetadata(metadata: ObjectMeta, wanted: ObjectMeta): ObjectMeta {
  return { ...metadata, labels: { ...metadata.labels, ...wanted.labels }, ownerReferences: wanted.ownerReferences };
}

function newSlice(fields: Pick<EndpointSlice, 'metadata' | 'addressType' | 'endpoints' | 'ports'>): EndpointSlice {
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', ...fields };
}
