import { nodeOfUser } from '../../authorization/node/node-identity.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { resourceName } from '../admission-rule.js';
import { rejected } from '../rejected.js';
import { checkClaim } from './node-restriction/claims.js';
import { checkNode } from './node-restriction/nodes.js';
import { checkCsiNode, checkLease } from './node-restriction/own-objects.js';
import { checkPod } from './node-restriction/pods.js';
import { checkToken } from './node-restriction/tokens.js';

/** Says why the agent of `node` may not do what is asked for; undefined: it may. */
export type NodeCheck = (request: AdmissionRequest, node: string) => string | undefined;

const checks: Record<string, NodeCheck | undefined> = {
  nodes: checkNode,
  pods: checkPod,
  persistentvolumeclaims: checkClaim,
  serviceaccounts: checkToken,
  'leases.coordination.k8s.io': checkLease,
  'csinodes.storage.k8s.io': checkCsiNode,
};

/**
 * A node's agent only changes what is its own: its Node, Lease and CSINode, the Pods that it runs, and their tokens. Goes
 * with the Node authorizer, which does not see the objects that are written.
 */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  validating: {
    rules: [{ operations: ['CREATE', 'UPDATE', 'DELETE'], resources: Object.keys(checks), subresources: ['', '*'] }],
    admit: (request) => {
      const { user, resource } = request;
      const node = nodeOfUser(user);
      if (node === undefined) return;
      const reason = node
        ? checks[resourceName(resource)]?.(request, node)
        : `could not determine node from user ${JSON.stringify(user.name)}`;
      if (reason !== undefined) throw rejected(request, reason);
    },
  },
};
