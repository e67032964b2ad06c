import type { PolicyRule } from '@sampan/api';
import { eventsRule, groups, read, rule } from './rule.js';

const { authentication, authorization, certificates, coordination, core, node, storage } = groups;

/**
 * What nodes' agents do: the role `system:node`, which nobody holds, and, as far as it does not depend on the node, what
 * the Node authorizer lets them do.
 */
export const nodeRules: readonly PolicyRule[] = [
  rule(['create'], authentication, ['tokenreviews']),
  rule(['create'], authorization, ['localsubjectaccessreviews', 'subjectaccessreviews']),
  rule(read, core, ['services']),
  rule(['create', 'get', 'list', 'watch'], core, ['nodes']),
  rule(['patch', 'update'], core, ['nodes', 'nodes/status']),
  eventsRule,
  rule(read, core, ['pods']),
  rule(['create', 'delete'], core, ['pods']),
  rule(['patch', 'update'], core, ['pods/status']),
  rule(['create'], core, ['pods/eviction']),
  rule(read, core, ['configmaps', 'secrets']),
  rule(['get'], core, ['persistentvolumeclaims', 'persistentvolumes']),
  rule(['get', 'patch', 'update'], core, ['persistentvolumeclaims/status']),
  rule(read, core, ['endpoints']),
  rule(['create', 'get', 'list', 'watch'], certificates, ['certificatesigningrequests']),
  rule(['create', 'delete', 'get', 'patch', 'update'], coordination, ['leases']),
  rule(['create'], core, ['serviceaccounts/token']),
  rule(['get'], core, ['serviceaccounts']),
  rule(read, node, ['runtimeclasses']),
  rule(read, storage, ['csidrivers']),
];
