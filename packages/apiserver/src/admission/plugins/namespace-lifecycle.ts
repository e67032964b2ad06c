import { forbidden, type Namespace, notFound, StatusError } from '@sampan/api';
import type { Services } from '../../services.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';

/** Namespaces that the cluster cannot do without. */
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is created in a namespace that does not exist or is on its way out, and some are never deleted. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admits: ({ operation, resource, subresource, namespace, name }) => {
    if (isNamespace(resource)) return operation === 'DELETE' && immortal.has(name);
    return (
      operation === 'CREATE' &&
      subresource === '' &&
      resource.namespaced &&
      namespace !== '' &&
      resource.storage !== undefined
    );
  },
  mutate: (request) => {
    const { resource, name, namespace, services } = request;
    if (isNamespace(resource)) {
      throw forbidden({ group: '', resource: 'namespaces' }, name, 'this namespace may not be deleted');
    }
    const found = getNamespace(services, namespace);
    if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.status?.phase === 'Terminating') throw terminating(request);
  },
};

function isNamespace({ group, plural }: { group: string; plural: string }): boolean {
  return group === '' && plural === 'namespaces';
}

function getNamespace({ resources, objects }: Services, name: string): Namespace | undefined {
  const resource = resources.findAny('', 'namespaces');
  return resource === undefined ? undefined : objects.get<Namespace>(resource, { namespace: '', name });
}

function terminating({ resource, name, namespace }: AdmissionRequest): StatusError {
  const { group, plural } = resource;
  const text = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden({ group, resource: plural }, name, text);
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ];
  return new StatusError({ ...status, details: { ...status.details, causes } });
}
