/** What a request to the agent does to the node, as RBAC names it: a verb on subresources, of which one has to be allowed. */
export interface RequestedAccess {
  readonly verb: string;
  readonly subresources: readonly string[];
}

/** Other methods have no verb: only who may do everything may use them. */
const verbs: Record<string, string | undefined> = {
  POST: 'create',
  GET: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Routes that are not `nodes/proxy`, or not it alone (KEP-2862, fine-grained kubelet authorization). */
const subresourcesOf: Record<string, readonly string[] | undefined> = {
  stats: ['stats'],
  metrics: ['metrics'],
  logs: ['log'],
  checkpoint: ['checkpoint'],
  pods: ['pods', 'proxy'],
  runningpods: ['pods', 'proxy'],
  healthz: ['healthz', 'proxy'],
  configz: ['configz', 'proxy'],
  statusz: ['statusz', 'proxy'],
};

/** The kubelet's mapping of requests to access on its own node. `route` is what the request is answered by. */
export function requestedAccess(method: string, route: string): RequestedAccess {
  const known = Object.hasOwn(subresourcesOf, route) ? subresourcesOf[route] : undefined;
  return { verb: verbs[method] ?? '', subresources: known ?? ['proxy'] };
}
