import { type ComponentStatus, type KubernetesObject, notFound, resources } from '@sampan/api';
import { nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';

/**
 * What the server can tell of the parts of the control plane: of its store, which is as well as the server that answers. Of
 * the others it knows nothing, as upstream's does of those that run elsewhere.
 */
export const componentstatuses = defineResource(resources.componentStatuses, {
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  computed: {
    get: async ({ name }) => {
      if (name !== store.metadata.name) throw notFound({ group: '', resource: 'componentstatus' }, name);
      return store;
    },
    list: async () => [store],
  },
  columns: [
    nameColumn,
    { name: 'Status', type: 'string', description: 'Whether it is well.', cell: (status) => healthOf(status).word },
    { name: 'Message', type: 'string', description: 'What it says.', cell: (status) => healthOf(status).message },
    {
      name: 'Error',
      type: 'string',
      description: 'Why it could not be asked.',
      cell: (status) => healthOf(status).error,
    },
  ],
});

/** Under the name that Kubernetes' store has. */
const store: ComponentStatus & KubernetesObject = {
  ...{ apiVersion: 'v1', kind: 'ComponentStatus', metadata: { name: 'etcd-0' } },
  conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
};

const words: Record<string, string> = { True: 'Healthy', False: 'Unhealthy' };

function healthOf({ conditions }: ComponentStatus): { word: string; message: string; error: string } {
  const { status = '', message = '', error = '' } = conditions?.find(({ type }) => type === 'Healthy') ?? {};
  return { word: words[status] ?? 'Unknown', message, error };
}
