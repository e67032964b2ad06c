import { deepEqual, type Pod, type RuntimeClass } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { podCreation } from './pod-rules.js';

/** A Pod that names a RuntimeClass gets its overhead, and runs where the class can; one that cannot be found is refused. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutating: {
    rules: podCreation,
    admit: (request) => {
      const found = classOf(request);
      if (found === undefined) return;
      setOverhead(request, found);
      setScheduling(request, found);
    },
  },
  validating: {
    rules: podCreation,
    admit: (request) => {
      const { spec } = request.object as Pod;
      const overhead = classOf(request)?.overhead?.podFixed;
      if (overhead === undefined && Object.keys(spec.overhead ?? {}).length > 0) {
        throw podRejected(request, 'Pod Overhead set without corresponding RuntimeClass defined Overhead');
      }
    },
  },
};

function setOverhead(request: AdmissionRequest, { overhead }: RuntimeClass): void {
  const { spec } = request.object as Pod;
  if (overhead?.podFixed === undefined) return;
  if (spec.overhead !== undefined && !deepEqual(spec.overhead, overhead.podFixed)) {
    throw podRejected(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  }
  spec.overhead = { ...overhead.podFixed };
}

/** The Pod's nodes are those that it and its class select; it tolerates what either does. */
function setScheduling(request: AdmissionRequest, { scheduling }: RuntimeClass): void {
  const { spec } = request.object as Pod;
  const { nodeSelector = {}, tolerations = [] } = scheduling ?? {};
  for (const [label, value] of Object.entries(nodeSelector)) {
    const own = spec.nodeSelector?.[label];
    if (own === undefined || own === value) continue;
    const both = `runtimeClass.scheduling.nodeSelector[${label}] = ${value}; pod.spec.nodeSelector[${label}] = ${own}`;
    throw rejected(request, `conflict: ${both}`);
  }
  if (Object.keys(nodeSelector).length > 0) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector };
  const own = spec.tolerations ?? [];
  const more = tolerations.filter((toleration) => !own.some((other) => deepEqual(other, toleration)));
  if (more.length > 0) spec.tolerations = [...own, ...more];
}

function classOf(request: AdmissionRequest): RuntimeClass | undefined {
  const name = (request.object as Pod).spec.runtimeClassName;
  if (!name) return undefined;
  const found = request.server.objects.runtimeClasses.get('', name);
  if (found === undefined) throw podRejected(request, `RuntimeClass "${name}" not found`);
  return found;
}

function podRejected(request: AdmissionRequest, why: string) {
  return rejected(request, `pod rejected: ${why}`);
}
