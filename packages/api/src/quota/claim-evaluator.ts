import type { PersistentVolumeClaim, ScopedResourceSelectorRequirement } from '../generated/types.js';
import type { ResourceAmounts } from '../pods/pod-resources.js';
import { Quantity } from '../quantity/quantity.js';
import type { QuotaEvaluator } from './quota-evaluator.js';
import { matchesValue } from './quota-scopes.js';

const names = ['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage'];
const ofClass = '.storageclass.storage.k8s.io/';
const one = Quantity.fromNumber(1);

/** Claims count by number and size, all of them and those of a class. */
export const claimEvaluator: QuotaEvaluator<PersistentVolumeClaim> = {
  measures: (name) =>
    names.includes(name) || ['persistentvolumeclaims', 'requests.storage'].some((end) => name.endsWith(ofClass + end)),
  usage(claim) {
    const usage: ResourceAmounts = { 'count/persistentvolumeclaims': one, persistentvolumeclaims: one };
    const size = sizeOf(claim);
    const storageClass = classOf(claim);
    if (storageClass !== '') usage[`${storageClass}${ofClass}persistentvolumeclaims`] = one;
    if (size === undefined) return usage;
    usage['requests.storage'] = size;
    if (storageClass !== '') usage[`${storageClass}${ofClass}requests.storage`] = size;
    return usage;
  },
  isInScope,
};

/** What is asked for, or what an expansion has already got where that is more. */
function sizeOf({ spec, status }: PersistentVolumeClaim): Quantity | undefined {
  const asked = spec?.resources?.requests?.storage;
  if (asked === undefined) return undefined;
  const allocated = status?.allocatedResources?.storage;
  const size = Quantity.parse(asked);
  return allocated !== undefined && size.compare(allocated) < 0 ? Quantity.parse(allocated) : size;
}

function classOf({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
}

function isInScope({ spec, status }: PersistentVolumeClaim, scope: ScopedResourceSelectorRequirement): boolean {
  if (scope.scopeName !== 'VolumeAttributesClass') return false;
  const classes = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].filter((name) => name !== undefined && name !== '');
  if (classes.length === 0) return matchesValue(scope, undefined);
  return classes.some((name) => matchesValue(scope, name));
}
