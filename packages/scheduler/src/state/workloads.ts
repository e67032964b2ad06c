import {
  controllerOf,
  everything,
  labelSelectorAsSelector,
  labelSetSelector,
  type Pod,
  type ReplicaSet,
  type ReplicationController,
  type Selector,
  type Service,
  type StatefulSet,
  selectorOf,
} from '@sampan/api';
import { ObjectTable } from './object-table.js';

/** What Pods belong together by: Services, and the controllers of Pods. */
export class Workloads {
  readonly services = new ObjectTable<Service>();
  readonly replicationControllers = new ObjectTable<ReplicationController>();
  readonly replicaSets = new ObjectTable<ReplicaSet>();
  readonly statefulSets = new ObjectTable<StatefulSet>();

  /** Selects the Pods that do the same work as `pod`: by its Services and its controller. Empty where it has neither. */
  selectorFor(pod: Pod): Selector {
    const labels: Record<string, string> = {};
    for (const { spec } of this.services.in(pod.metadata.namespace ?? '')) {
      if (isSelected(pod, spec?.selector)) Object.assign(labels, spec?.selector);
    }
    const owner = controllerOf(pod);
    const key = { namespace: pod.metadata.namespace ?? '', name: owner?.name ?? '' };
    if (owner?.kind === 'ReplicationController')
      Object.assign(labels, this.replicationControllers.get(key)?.spec?.selector);
    const selector = Object.keys(labels).length === 0 ? everything : labelSetSelector(labels);
    const set =
      owner?.kind === 'ReplicaSet'
        ? this.replicaSets.get(key)
        : owner?.kind === 'StatefulSet'
          ? this.statefulSets.get(key)
          : undefined;
    if (set?.spec === undefined) return selector;
    return selectorOf([...selector.requirements, ...labelSelectorAsSelector(set.spec.selector).requirements]);
  }
}

function isSelected({ metadata }: Pod, selector: Record<string, string> | undefined): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([name, value]) => metadata.labels?.[name] === value);
}
