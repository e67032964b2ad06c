import { badRequest, resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { bind } from './pods/pod-binding.js';

/** The older way to bind a Pod: the Binding's own name says which. */
export const bindings = defineResource(resources.bindings, {
  answer: async (binding, { namespace, server }) => {
    const { name } = binding.metadata;
    if (!name) throw badRequest('name is required');
    await bind({ key: { namespace, name }, body: binding, dryRun: false, server });
    return binding;
  },
});
