import {
  type CustomResourceSubresourceScale,
  type CustomResourceSubresources,
  internalError,
  type KubernetesObject,
} from '@sampan/api';
import { scaleSubresource } from '../kinds/scale-subresource.js';
import { statusSubresource } from '../kinds/status-subresource.js';
import type { Subresource, ViewSubresource } from '../kinds/subresource.js';
import { stepsOf, valueAt, withValueAt } from './field-path.js';

/** `status` and `scale`, where a version of a custom resource has them. */
export function customSubresources(
  subresources: CustomResourceSubresources | undefined,
): Record<string, Subresource<KubernetesObject>> {
  const { status, scale } = subresources ?? {};
  return {
    ...(status === undefined ? {} : { status: statusSubresource({ metadata: 'kept' }) }),
    ...(scale === undefined ? {} : { scale: customScale(scale) }),
  };
}

function customScale({
  specReplicasPath,
  statusReplicasPath,
  labelSelectorPath,
}: CustomResourceSubresourceScale): ViewSubresource<KubernetesObject> {
  const wanted = stepsOf(specReplicasPath);
  const observed = stepsOf(statusReplicasPath);
  const selected = labelSelectorPath ? stepsOf(labelSelectorPath) : undefined;
  const scale = scaleSubresource<KubernetesObject>({
    path: wanted,
    replicas: (object) => numberAt(object, wanted) ?? 0,
    withReplicas: (object, replicas) => withValueAt(object, wanted, replicas),
    statusReplicas: (object) => numberAt(object, observed) ?? 0,
    selector: (object) => {
      const value = selected === undefined ? undefined : valueAt(object, selected);
      return typeof value === 'string' ? value : '';
    },
  });
  return {
    ...scale,
    view: (object) => {
      if (numberAt(object, wanted) === undefined) {
        throw internalError(new Error(`the spec replicas field ${JSON.stringify(specReplicasPath)} does not exist`));
      }
      return scale.view(object);
    },
  };
}

function numberAt(object: KubernetesObject, steps: readonly string[]): number | undefined {
  const value = valueAt(object, steps);
  return typeof value === 'number' ? value : undefined;
}
