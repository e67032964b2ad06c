import { notFound, StatusError } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';

/** Namespaces that the cluster cannot do without. */
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is created in a namespace that does not exist or is on its way out, and some are never deleted. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutating: {
    rules: [
      { operations: ['CREATE'], resources: ['*'] },
      { operations: ['DELETE'], resources: ['namespaces'] },
    ],
    admit: (request) => {
      if (request.operation === 'DELETE') keepImmortal(request);
      else requireNamespace(request);
    },
  },
};

function keepImmortal(request: AdmissionRequest): void {
  if (immortal.has(request.name)) throw rejected(request, 'this namespace may not be deleted');
}

function requireNamespace(request: AdmissionRequest): void {
  const { resource, namespace, server } = request;
  if (namespace === '' || !resource.namespaced || resource.storage === undefined) return;
  const found = server.objects.namespaces.get('', namespace);
  if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (found.status?.phase === 'Terminating') throw terminating(request);
}

function terminating(request: AdmissionRequest): StatusError {
  const { namespace } = request;
  const text = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = rejected(request, text);
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ];
  return new StatusError({ ...status, details: { ...status.details, causes } });
}
