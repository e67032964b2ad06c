import { deepEqual, invalid, type KubernetesObject, type Namespace, type PodSpec } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { violationsOf } from './pod-security/evaluate.js';
import { labelErrors, policyOf, policyText } from './pod-security/policy-of.js';

const workloads = [
  ...['podtemplates', 'replicationcontrollers', 'daemonsets.apps', 'deployments.apps', 'replicasets.apps'],
  ...['statefulsets.apps', 'cronjobs.batch', 'jobs.batch'],
];

/** Pods are as safe as the labels of their namespace ask for: others are refused, or warned of. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validating: {
    rules: [
      { operations: ['CREATE', 'UPDATE'], resources: ['namespaces', 'pods', ...workloads] },
      { operations: ['UPDATE'], resources: ['pods'], subresources: ['ephemeralcontainers'] },
    ],
    admit: (request) => {
      if (request.resource.plural === 'namespaces') return checkLabels(request);
      const spec = podSpecOf(request.object);
      if (spec === undefined || deepEqual(spec, podSpecOf(request.oldObject))) return;
      const labels = request.server.objects.namespaces.get('', request.namespace)?.metadata.labels;
      if (request.resource.plural === 'pods') enforce(request, labels, spec);
      warn(request, labels, spec);
    },
  },
};

/** What was wrong before does not keep others from changing the namespace. */
function checkLabels({ object, oldObject, name }: AdmissionRequest): undefined {
  const errors = labelErrors(object?.metadata.labels);
  if (errors.length === 0 || deepEqual(errors, labelErrors(oldObject?.metadata.labels))) return;
  throw invalid({ group: '', kind: 'Namespace' }, name, errors);
}

type Labels = Namespace['metadata']['labels'];

function enforce(request: AdmissionRequest, labels: Labels, spec: PodSpec): void {
  const policy = policyOf(labels, 'enforce');
  const violations = violationsOf(spec, policy);
  if (violations === undefined) return;
  throw rejected(request, `violates PodSecurity ${JSON.stringify(policyText(policy))}: ${violations}`);
}

function warn(request: AdmissionRequest, labels: Labels, spec: PodSpec): void {
  const policy = policyOf(labels, 'warn');
  const violations = violationsOf(spec, policy);
  if (violations === undefined) return;
  request.warn(`would violate PodSecurity ${JSON.stringify(policyText(policy))}: ${violations}`);
}

interface Templated {
  readonly spec?: PodSpec & Template & { jobTemplate?: { spec?: Template } };
  readonly template?: { spec?: PodSpec };
}

interface Template {
  readonly template?: { spec?: PodSpec };
}

/** A Pod's own spec, or that of the template that an object makes Pods of. */
function podSpecOf(object: KubernetesObject | undefined): PodSpec | undefined {
  if (object === undefined) return undefined;
  const { spec, template } = object as Templated;
  if (object.kind === 'Pod') return spec;
  return (template ?? spec?.template ?? spec?.jobTemplate?.spec?.template)?.spec;
}
