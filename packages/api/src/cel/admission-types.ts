import { bool, dyn, int, listOf, mapOf, type ObjectType, string, type Type, timestamp } from './types.js';

const groupVersionKind = named('kubernetes.GroupVersionKind', { group: string, version: string, kind: string });
const groupVersionResource = named('kubernetes.GroupVersionResource', {
  group: string,
  version: string,
  resource: string,
});

/** What expressions see of a request: `admission.k8s.io/v1 AdmissionRequest` without the objects, which are variables. */
export const requestType = named('kubernetes.AdmissionRequest', {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: string,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: string,
  name: string,
  namespace: string,
  operation: string,
  userInfo: named('kubernetes.UserInfo', {
    username: string,
    uid: string,
    groups: listOf(string),
    extra: mapOf(string, listOf(string)),
  }),
  dryRun: bool,
  options: dyn,
});

/** What expressions see of the Namespace that a request is about something in. */
export const namespaceType = named('kubernetes.Namespace', {
  metadata: named('kubernetes.NamespaceMetadata', {
    ...{ name: string, generateName: string, namespace: string, UID: string, resourceVersion: string },
    ...{ labels: mapOf(string, string), annotations: mapOf(string, string), finalizers: listOf(string) },
    ...{ generation: int, creationTimestamp: timestamp, deletionTimestamp: timestamp, deletionGracePeriodSeconds: int },
  }),
  spec: named('kubernetes.NamespaceSpec', { finalizers: listOf(string) }),
  status: named('kubernetes.NamespaceStatus', {
    phase: string,
    conditions: listOf(
      named('kubernetes.NamespaceCondition', {
        ...{ type: string, status: string, lastTransitionTime: timestamp, message: string, reason: string },
      }),
    ),
  }),
});

export const authorizerType: Type = { kind: 'opaque', name: 'kubernetes.authorization.Authorizer' };
export const resourceCheckType: Type = { kind: 'opaque', name: 'kubernetes.authorization.ResourceCheck' };

function named(name: string, fields: Readonly<Record<string, Type>>): ObjectType {
  return { kind: 'object', name, field: (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined) };
}
