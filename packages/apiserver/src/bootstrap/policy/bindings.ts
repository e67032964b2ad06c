import type { RbacV1Subject } from '@sampan/api';
import { authenticatedGroup, serviceAccountsGroup, unauthenticatedGroup } from '../../authentication/well-known.js';
import { nodesGroup } from '../../authorization/node/node-identity.js';
import { mastersGroup } from '../../authorization/rbac-authorizer.js';
import { allControllers, controllerNames } from './controller-roles.js';

/** A ClusterRoleBinding that exists from the start, named like its role. */
interface BindingSpec {
  readonly role: string;
  readonly subjects: readonly RbacV1Subject[];
  /** Who held the role in earlier versions, and does no longer. */
  readonly formerSubjects?: readonly RbacV1Subject[];
}

const apiGroup = 'rbac.authorization.k8s.io';
const user = (name: string): RbacV1Subject => ({ kind: 'User', apiGroup, name });
const group = (name: string): RbacV1Subject => ({ kind: 'Group', apiGroup, name });
const account = (name: string): RbacV1Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

/** The name in the certificate that the API server shows to nodes' agents. */
const kubeletClient = 'kube-apiserver-kubelet-client';
const controllerManager = 'system:kube-controller-manager';

/** Who holds the roles of the start. The controllers' accounts hold theirs; ours all run as the controller manager. */
export const bindings: BindingSpec[] = [
  { role: 'cluster-admin', subjects: [group(mastersGroup)] },
  { role: 'system:monitoring', subjects: [group('system:monitoring')] },
  { role: 'system:discovery', subjects: [group(authenticatedGroup)] },
  { role: 'system:basic-user', subjects: [group(authenticatedGroup)] },
  { role: 'system:public-info-viewer', subjects: [group(authenticatedGroup), group(unauthenticatedGroup)] },
  { role: 'system:service-account-issuer-discovery', subjects: [group(serviceAccountsGroup)] },
  // Nobody: the Node authorizer lets agents do what concerns their own node.
  { role: 'system:node', subjects: [], formerSubjects: [group(nodesGroup)] },
  { role: 'system:node-proxier', subjects: [user('system:kube-proxy')], formerSubjects: [group(nodesGroup)] },
  { role: 'sampan:load-balancer', subjects: [user('system:kube-proxy')] },
  // Ours: who sets up a cluster of Kubernetes binds this one.
  { role: 'system:kubelet-api-admin', subjects: [user(kubeletClient)] },
  { role: 'system:kube-controller-manager', subjects: [user(controllerManager)] },
  { role: 'system:kube-scheduler', subjects: [user('system:kube-scheduler')] },
  { role: 'system:volume-scheduler', subjects: [user('system:kube-scheduler')] },
  { role: 'system:kube-dns', subjects: [account('kube-dns')] },
  ...controllerNames.map((name) => ({
    role: `system:controller:${name}`,
    subjects: [account(name)],
    formerSubjects: [user(controllerManager)],
  })),
  { role: allControllers, subjects: [user(controllerManager)] },
];
