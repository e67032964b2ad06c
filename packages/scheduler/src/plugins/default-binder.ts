import { keyOf, type Pod, resources } from '@sampan/api';
import type { Handle } from '../framework/handle.js';
import type { Plugin } from '../framework/plugin.js';

/** Puts a Pod on a node: `POST pods/NAME/binding`. */
export function defaultBinder({ client }: Pick<Handle, 'client'>): Plugin {
  return {
    name: 'DefaultBinder',
    bind: async (pod: Pod, nodeName: string) => {
      const { name, namespace } = keyOf(pod);
      await client
        .resource(resources.pods)
        .subresource<object>({ name, namespace }, 'binding')
        .create({
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { name, namespace, ...(pod.metadata.uid !== undefined && { uid: pod.metadata.uid }) },
          target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
        });
      return true;
    },
  };
}
