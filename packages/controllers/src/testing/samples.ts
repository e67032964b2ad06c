import type {
  DaemonSet,
  Deployment,
  LabelSelector,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  ReplicaSet,
  Service,
  StatefulSet,
} from '@sampan/api';

/** Small valid objects that tests begin with; everything is in the namespace `default` and labelled `app=NAME`. */

const labelsOf = (name: string): Record<string, string> => ({ app: name });
const selectorOf = (name: string): LabelSelector => ({ matchLabels: labelsOf(name) });

export function template(name: string, image = 'one'): PodTemplateSpec {
  return { metadata: { labels: labelsOf(name) }, spec: { containers: [{ name: 'main', image }] } };
}

export function deployment(name: string, spec: Partial<Deployment['spec']> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: { replicas: 3, selector: selectorOf(name), template: template(name), ...spec },
  };
}

export function daemonSet(name: string, spec: Partial<DaemonSet['spec']> = {}): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'default' },
    spec: { selector: selectorOf(name), template: template(name), ...spec },
  };
}

/** A node that is ready. */
export function node(name: string, fields: Partial<Pick<Node, 'metadata' | 'spec'>> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, ...fields.metadata },
    spec: { ...fields.spec },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

export function statefulSet(name: string, spec: Partial<StatefulSet['spec']> = {}): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'default' },
    spec: { replicas: 3, serviceName: name, selector: selectorOf(name), template: template(name), ...spec },
  };
}

/** A template for claims. */
export function claimTemplate(name: string): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
}

export function claim(name: string, spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim {
  const template = claimTemplate(name);
  return { ...template, metadata: { name, namespace: 'default' }, spec: { ...template.spec, ...spec } };
}

export function volume(name: string, spec: PersistentVolume['spec'] = {}): PersistentVolume {
  const defaults = {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    hostPath: { path: `/data/${name}` },
  };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec: { ...defaults, ...spec } };
}

export function replicaSet(
  name: string,
  fields: Partial<Pick<ReplicaSet, 'metadata' | 'spec' | 'status'>> = {},
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, ...fields.metadata },
    spec: { replicas: 1, selector: selectorOf(name), template: template(name), ...fields.spec },
    ...(fields.status && { status: fields.status }),
  };
}

export function pod(name: string, fields: Partial<Pick<Pod, 'metadata' | 'spec' | 'status'>> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...fields.metadata },
    spec: { containers: [{ name: 'main', image: 'one' }], ...fields.spec },
    ...(fields.status && { status: fields.status }),
  };
}

export function service(name: string, spec: Service['spec'] = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: labelsOf(name), ports: [{ port: 80 }], ...spec },
  };
}
