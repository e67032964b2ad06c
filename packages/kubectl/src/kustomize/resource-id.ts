import { parseApiVersion, type UnstructuredObject } from '@sampan/api';

/** What kustomize knows an object by: its type, its name and its namespace. Empty parts are not known. */
export interface ResourceId {
  group: string;
  version: string;
  kind: string;
  name: string;
  namespace: string;
}

/** The id that `object` has now. */
export function idOf(object: UnstructuredObject): ResourceId {
  const { group, version } = parseApiVersion(object.apiVersion ?? '');
  const { name = '', namespace = '' } = object.metadata ?? {};
  return { group, version, kind: object.kind, name, namespace };
}

/** Whether two ids mean one object: no namespace is the namespace `default`, and nothing at all for kinds without one. */
export function isSameId(one: ResourceId, other: ResourceId): boolean {
  return (
    one.kind === other.kind &&
    one.group === other.group &&
    one.version === other.version &&
    one.name === other.name &&
    effectiveNamespace(one) === effectiveNamespace(other)
  );
}

/** Whether two objects are in the same namespace. */
export function isSameNamespace(one: ResourceId, other: ResourceId): boolean {
  return effectiveNamespace(one) === effectiveNamespace(other);
}

function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id)) return '';
  return id.namespace === '' ? 'default' : id.namespace;
}

const clusterScoped: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume', 'ComponentStatus'],
  'admissionregistration.k8s.io': [
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'certificates.k8s.io': ['CertificateSigningRequest'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  policy: ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
};

/** Whether objects of this built-in kind have no namespace. Of other kinds nobody knows: they are taken to have one. */
export function isClusterScoped({ group, kind }: Pick<ResourceId, 'group' | 'kind'>): boolean {
  return clusterScoped[group]?.includes(kind) ?? false;
}

/** `Deployment.v1.apps/web.default`, as messages have it. */
export function idText({ group, version, kind, name, namespace }: ResourceId): string {
  const type = [kind || '[noKind]', version || '[noVer]', group || '[noGrp]'].join('.');
  return `${type}/${name || '[noName]'}.${namespace || '[noNs]'}`;
}

/** As Go prints the structure where a message was written carelessly. */
export function idSyntax(id: ResourceId): string {
  const { group, version, kind, name, namespace } = id;
  const text = (value: string) => JSON.stringify(value);
  const gvk = `resid.Gvk{Group:${text(group)}, Version:${text(version)}, Kind:${text(kind)}, isClusterScoped:${isClusterScoped(id)}}`;
  return `resid.ResId{Gvk:${gvk}, Name:${text(name)}, Namespace:${text(namespace)}}`;
}
