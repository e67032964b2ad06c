import type { Pod, RuntimeClass } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { podCreation } from './pod-rules.js';

/** A Pod that names a RuntimeClass gets the overhead that the class has; one that cannot be found is refused. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutating: {
    rules: podCreation,
    admit: (request) => {
      const { spec } = request.object as Pod;
      const overhead = classOf(request)?.overhead?.podFixed;
      if (overhead === undefined) return;
      if (spec.overhead !== undefined && JSON.stringify(spec.overhead) !== JSON.stringify(overhead)) {
        throw podRejected(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      }
      spec.overhead = { ...overhead };
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
