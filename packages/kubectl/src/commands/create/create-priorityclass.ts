import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';

export const createPriorityClass = defineGenerator({
  name: 'priorityclass',
  aliases: ['pc'],
  usage: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  short: 'Create a priority class with the specified name',
  examples: `
# A priority above the usual
kubectl create priorityclass high-priority --value=1000 --description="high priority"

# What pods have that name none
kubectl create priorityclass default-priority --value=1000 --global-default=true --description="default priority"

# That displaces nobody
kubectl create priorityclass high-priority --value=1000 --preemption-policy="Never"`,
  flags: {
    description: flag.string('When to use the class.'),
    globalDefault: flag.bool('The class of pods that name none.'),
    preemptionPolicy: flag.string('Whether pods of the class displace others: PreemptLowerPriority or Never.', {
      default: 'PreemptLowerPriority',
    }),
    value: flag.int('The priority: more is sooner.'),
  },
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  namespaced: false,
  generate: (metadata, { flags }) => ({
    metadata,
    value: flags.value,
    ...(flags.globalDefault && { globalDefault: true }),
    ...(flags.description !== '' && { description: flags.description }),
    preemptionPolicy: flags.preemptionPolicy,
  }),
});
