import type { RbacAuthorizer } from '../../authorization/rbac-authorizer.js';
import type { RandomSource } from '../../server/random.js';
import type { AdmissionPlugin } from '../admission-plugin.js';
import type { AdmissionSources } from '../admission-sources.js';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificate-signers.js';
import { defaultIngressClass } from './default-ingress-class.js';
import { defaultStorageClass } from './default-storage-class.js';
import { defaultTolerationSeconds } from './default-toleration-seconds.js';
import { limitRanger } from './limit-ranger.js';
import { mutatingAdmissionPolicy } from './mutating-admission-policy.js';
import { mutatingAdmissionWebhook } from './mutating-admission-webhook.js';
import { namespaceLifecycle } from './namespace-lifecycle.js';
import { nodeRestriction } from './node-restriction.js';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.js';
import { podSecurity } from './pod-security.js';
import { priority } from './priority.js';
import { rbacEscalation } from './rbac-escalation.js';
import { resourceQuota } from './resource-quota.js';
import { runtimeClass } from './runtime-class.js';
import { serviceAccount } from './service-account.js';
import { storageObjectInUseProtection } from './storage-object-in-use-protection.js';
import { taintNodesByCondition } from './taint-nodes-by-condition.js';
import { validatingAdmissionPolicy } from './validating-admission-policy.js';
import { validatingAdmissionWebhook } from './validating-admission-webhook.js';

/** Which plugins run: all of them, unless some are switched off. */
export interface AdmissionSwitches {
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
}

/** What plugins are made with. */
export interface PluginParts {
  readonly random: RandomSource;
  readonly sources: AdmissionSources;
}

const switchable: readonly { readonly name: string; readonly create: (parts: PluginParts) => AdmissionPlugin }[] = [
  { name: 'NamespaceLifecycle', create: () => namespaceLifecycle },
  { name: 'LimitRanger', create: () => limitRanger },
  { name: 'ServiceAccount', create: ({ random }) => serviceAccount(random) },
  { name: 'NodeRestriction', create: () => nodeRestriction },
  { name: 'TaintNodesByCondition', create: () => taintNodesByCondition },
  { name: 'PodSecurity', create: () => podSecurity },
  { name: 'Priority', create: () => priority },
  { name: 'DefaultTolerationSeconds', create: () => defaultTolerationSeconds },
  { name: 'DefaultStorageClass', create: () => defaultStorageClass },
  { name: 'StorageObjectInUseProtection', create: () => storageObjectInUseProtection },
  { name: 'PersistentVolumeClaimResize', create: () => persistentVolumeClaimResize },
  { name: 'RuntimeClass', create: () => runtimeClass },
  { name: 'CertificateApproval', create: () => certificateApproval },
  { name: 'CertificateSigning', create: () => certificateSigning },
  { name: 'CertificateSubjectRestriction', create: () => certificateSubjectRestriction },
  { name: 'DefaultIngressClass', create: () => defaultIngressClass },
  { name: 'MutatingAdmissionPolicy', create: ({ sources }) => mutatingAdmissionPolicy(sources.mutatingPolicies) },
  { name: 'MutatingAdmissionWebhook', create: ({ sources }) => mutatingAdmissionWebhook(sources.mutatingWebhooks) },
  {
    name: 'ValidatingAdmissionPolicy',
    create: ({ sources }) => validatingAdmissionPolicy(sources.validatingPolicies),
  },
  {
    name: 'ValidatingAdmissionWebhook',
    create: ({ sources }) => validatingAdmissionWebhook(sources.validatingWebhooks),
  },
  { name: 'ResourceQuota', create: () => resourceQuota() },
];

/** The plugins that run, in kube-apiserver's order, whatever the order in which they are named. */
export function builtInAdmissionPlugins({
  authorizer,
  switches = {},
  ...parts
}: PluginParts & {
  authorizer: RbacAuthorizer;
  switches?: AdmissionSwitches | undefined;
}): AdmissionPlugin[] {
  const off = new Set(switches.disable);
  const plugins = switchable.filter(({ name }) => !off.has(name)).map(({ create }) => create(parts));
  // Not a plugin in Kubernetes, but a rule of the kinds themselves: nobody can switch it off.
  return [...plugins, rbacEscalation(authorizer)];
}

/** What is wrong with a choice of plugins, in kube-apiserver's words; undefined: nothing. */
export function admissionSwitchesProblem({ enable = [], disable = [] }: AdmissionSwitches): string | undefined {
  const names = switchable.map(({ name }) => name);
  for (const [flag, chosen] of Object.entries({ enable, disable })) {
    const unknown = chosen.find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    return `${flag}-admission-plugins plugin ${JSON.stringify(unknown)} is unknown; known are ${names.join(', ')}`;
  }
  const both = enable.filter((name) => disable.includes(name));
  if (both.length === 0) return undefined;
  return `[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`;
}
