import { type ConfigMap, deepEqual, isAlreadyExists, type Namespace, type ObjectKey, resources } from '@sampan/api';
import {
  type Action,
  type ControllerContext,
  type ControllerDefinition,
  createAction,
  defineController,
  updateAction,
  watched,
} from '@sampan/client';
import { isNamespaceTerminating } from '../shared/errors.js';

const name = 'kube-root-ca.crt';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/*
 * Promises: every namespace has a ConfigMap with the certificate authority of the API server, which Pods mount with
 * their token.
 * Reads: Namespaces, ConfigMaps. Writes: ConfigMaps.
 * Runs when: a namespace changes, or its ConfigMap is changed or deleted.
 */
export function rootCaController(rootCa: string): ControllerDefinition<Namespace> {
  return defineController({
    name: 'root-ca-certificate-publisher',
    primary: resources.namespaces,
    watches: [watched(resources.configMaps, namespaceOf)],
    reconcile: (key, context) => reconcile(key, context, rootCa),
  });
}

async function reconcile({ name: namespace }: ObjectKey, context: ControllerContext, rootCa: string): Promise<void> {
  const owner = context.lister(resources.namespaces).get({ namespace: '', name: namespace });
  if (owner === undefined || owner.metadata.deletionTimestamp !== undefined || owner.status?.phase === 'Terminating')
    return;
  const existing = context.lister(resources.configMaps).get({ namespace, name });
  const [outcome] = await context.attempt(planRootCa(namespace, existing, rootCa));
  const error: unknown = outcome?.error;
  if (error !== undefined && !isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
}

/** The one write that is needed, if any; annotations of others stay. */
function planRootCa(namespace: string, existing: ConfigMap | undefined, rootCa: string): Action[] {
  const data = { 'ca.crt': rootCa };
  const annotations = { ...existing?.metadata.annotations, 'kubernetes.io/description': description };
  const configMap: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...existing,
    metadata: { ...existing?.metadata, namespace, name, annotations },
    data,
  };
  if (existing === undefined) return [createAction(resources.configMaps, configMap)];
  const same = deepEqual(existing.data, data) && deepEqual(existing.metadata.annotations, annotations);
  return same ? [] : [updateAction(resources.configMaps, configMap)];
}

function namespaceOf({ metadata }: ConfigMap): ObjectKey[] {
  return metadata.name === name ? [{ namespace: '', name: metadata.namespace ?? '' }] : [];
}
