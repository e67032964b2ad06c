import { type Binding, badRequest } from '@sampan/api';
import { defineResource } from '../define-resource.js';
import { bind } from './pod-binding.js';

/** The older way to bind a Pod: the Binding's own name says which. */
export const bindings = defineResource<Binding>({
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  scope: 'Namespaced',
  answer: async (binding, { namespace, services }) => {
    const { name } = binding.metadata;
    if (!name) throw badRequest('name is required');
    await bind({ key: { namespace, name }, body: binding, dryRun: false, services });
    return binding;
  },
});
