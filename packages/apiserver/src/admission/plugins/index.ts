import type { RbacAuthorizer } from '../../authorization/rbac-authorizer.js';
import type { RandomSource } from '../../serving.js';
import type { AdmissionPlugin } from '../admission-plugin.js';
import { defaultTolerationSeconds } from './default-toleration-seconds.js';
import { limitRanger } from './limit-ranger.js';
import { namespaceLifecycle } from './namespace-lifecycle.js';
import { nodeRestriction } from './node-restriction.js';
import { priority } from './priority.js';
import { rbacEscalation } from './rbac-escalation.js';
import { runtimeClass } from './runtime-class.js';
import { serviceAccount } from './service-account.js';

/** The plugins that always run, in kube-apiserver's order. */
export function builtInAdmissionPlugins({
  authorizer,
  random,
}: {
  authorizer: RbacAuthorizer;
  random: RandomSource;
}): AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    limitRanger,
    serviceAccount(random),
    nodeRestriction,
    priority,
    defaultTolerationSeconds,
    runtimeClass,
    rbacEscalation(authorizer),
  ];
}
