import type { Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';

/** A Pod is not tried before its `schedulingGates` are all gone. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue({ spec }) {
    const gates = (spec.schedulingGates ?? []).map(({ name }) => name);
    return gates.length === 0 ? undefined : unresolvable(`waiting for scheduling gates: [${gates.join(' ')}]`);
  },
  hints: { podUpdated: ({ spec }) => (spec.schedulingGates ?? []).length === 0 },
};
