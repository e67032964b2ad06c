import { forbidden } from '@sampan/api';
import { nodeOfUser } from '../../authorization/node/node-identity.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { checkClaim } from './node-restriction/claims.js';
import { checkNode } from './node-restriction/nodes.js';
import { checkCsiNode, checkLease } from './node-restriction/own-objects.js';
import { checkPod } from './node-restriction/pods.js';
import { checkToken } from './node-restriction/tokens.js';

/** Says why the agent of `node` may not do what is asked for; undefined: it may. */
export type NodeCheck = (request: AdmissionRequest, node: string) => string | undefined;

/**
 * A node's agent only changes what is its own: its Node, Lease and CSINode, the Pods that it runs, and their tokens. Goes
 * with the Node authorizer, which does not see the objects that are written.
 */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  admits: ({ user, resource, operation }) =>
    operation !== 'CONNECT' && nodeOfUser(user) !== undefined && Object.hasOwn(checks, nameOf(resource)),
  validate: (request) => {
    const { user, resource, name } = request;
    const node = nodeOfUser(user);
    const reason = node
      ? checks[nameOf(resource)]?.(request, node)
      : `could not determine node from user ${JSON.stringify(user.name)}`;
    if (reason !== undefined) throw forbidden({ group: resource.group, resource: resource.plural }, name, reason);
  },
};

const checks: Record<string, NodeCheck | undefined> = {
  nodes: checkNode,
  pods: checkPod,
  persistentvolumeclaims: checkClaim,
  serviceaccounts: checkToken,
  'leases.coordination.k8s.io': checkLease,
  'csinodes.storage.k8s.io': checkCsiNode,
};

function nameOf({ group, plural }: AdmissionRequest['resource']): string {
  return group === '' ? plural : `${plural}.${group}`;
}
