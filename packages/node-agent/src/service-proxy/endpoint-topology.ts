import type { EndpointHints } from '@sampan/api';

/** Where connections come from. */
export interface ProxyPlace {
  nodeName: string;
  /** The node's `topology.kubernetes.io/zone`. */
  zone?: string;
}

/**
 * The ready endpoints that hints leave to this place, by kube-proxy's rule: those for the node, if every endpoint says
 * which nodes it is for and one is for this; else likewise those for the zone; else all, so that a hint that is missing,
 * or a place that none is for, never leaves a Service without endpoints.
 */
export function withinTopology<T>(
  ready: readonly T[],
  hintsOf: (endpoint: T) => EndpointHints | undefined,
  { nodeName, zone }: ProxyPlace,
): readonly T[] {
  const forNodes = (endpoint: T) => hintsOf(endpoint)?.forNodes ?? [];
  const forZones = (endpoint: T) => hintsOf(endpoint)?.forZones ?? [];
  return nearest(ready, forNodes, nodeName) ?? nearest(ready, forZones, zone) ?? ready;
}

function nearest<T>(
  ready: readonly T[],
  named: (endpoint: T) => readonly { name: string }[],
  place: string | undefined,
): readonly T[] | undefined {
  if (ready.some((endpoint) => named(endpoint).length === 0)) return undefined;
  const near = ready.filter((endpoint) => named(endpoint).some(({ name }) => name === place));
  return near.length > 0 ? near : undefined;
}
