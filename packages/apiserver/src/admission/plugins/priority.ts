import type { Pod, PriorityClass } from '@sampan/api';
import { systemPriorities } from '../../resources/scheduling/priorityclasses.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { podWrite } from './pod-rules.js';

/** Turns the name of a Pod's priority class into the number that the scheduler goes by. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  mutating: {
    rules: podWrite,
    admit: (request) => {
      if (request.operation === 'UPDATE') return carryOver(request.object as Pod, request.oldObject as Pod);
      const name = (request.object as Pod).spec.priorityClassName ?? '';
      if (name !== '') return apply(request, namedClass(request, name));
      // Only where there are classes beyond the system's own can one of them be the default.
      const systemOnly = request.server.objects.priorityClasses.count() <= Object.keys(systemPriorities).length;
      if (systemOnly) return apply(request, lowest);
      return defaultClass(request).then((found) => apply(request, found));
    },
  },
};

/** Who replaces a Pod need not know what was decided when it was created: it stays. */
function carryOver({ spec }: Pod, { spec: old }: Pod): undefined {
  if (old.priority !== undefined) spec.priority ??= old.priority;
  if (old.preemptionPolicy !== undefined) spec.preemptionPolicy ??= old.preemptionPolicy;
}

interface Class {
  name: string;
  value: number;
  preemptionPolicy: string;
}

const lowest: Class = { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' };

function apply(request: AdmissionRequest, { name, value, preemptionPolicy }: Class): undefined {
  const { spec } = request.object as Pod;
  const asked = spec.priority;
  if (name !== '') spec.priorityClassName = name;
  if (asked !== undefined && asked !== value) {
    const reason = `the integer value of priority (${asked}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    throw rejected(request, reason);
  }
  spec.priority = value;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    const reason = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`;
    throw rejected(request, reason);
  }
  spec.preemptionPolicy = preemptionPolicy;
}

function namedClass(request: AdmissionRequest, name: string): Class {
  const found = request.server.objects.priorityClasses.get('', name);
  if (found !== undefined) return asClass(found);
  throw rejected(request, `no PriorityClass with name ${name} was found`);
}

/** Of several defaults the lowest is taken. */
async function defaultClass({ server }: AdmissionRequest): Promise<Class> {
  const all = await server.objects.priorityClasses.list();
  const [first] = all
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  return first === undefined ? lowest : asClass(first);
}

function asClass({ metadata, value = 0, preemptionPolicy = lowest.preemptionPolicy }: PriorityClass): Class {
  return { name: metadata.name ?? '', value, preemptionPolicy };
}
