import {
  isDns1123Subdomain,
  type KubernetesObject,
  type OwnerReference,
  type Pod,
  type PodTemplateSpec,
} from '@sampan/api';

/** A new Pod as `template` describes it, controlled through `reference`, its name begun with its owner's. */
export function podFromTemplate(owner: KubernetesObject, template: PodTemplateSpec, reference: OwnerReference): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { namespace, name = '' } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      generateName: podNamePrefix(name),
      ownerReferences: [reference],
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(finalizers && { finalizers }),
    },
    spec: template.spec ?? { containers: [] },
  };
}

/** The owner's name and a dash, where that still is the beginning of a valid name. */
function podNamePrefix(ownerName: string): string {
  const prefix = `${ownerName}-`;
  return isDns1123Subdomain(`${prefix}x`).length === 0 ? prefix : ownerName;
}
