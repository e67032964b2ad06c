import type { Handle } from '../framework/handle.js';
import type { Plugin } from '../framework/plugin.js';
import { defaultBinder } from './default-binder.js';
import { type DefaultPreemptionArgs, defaultPreemption } from './default-preemption.js';
import { imageLocality } from './image-locality.js';
import { type InterPodAffinityArgs, interPodAffinity } from './inter-pod-affinity.js';
import { type NodeAffinityArgs, nodeAffinity } from './node-affinity.js';
import { nodeName } from './node-name.js';
import { nodePorts } from './node-ports.js';
import {
  type NodeResourcesBalancedAllocationArgs,
  nodeResourcesBalancedAllocation,
} from './node-resources-balanced-allocation.js';
import { type NodeResourcesFitArgs, nodeResourcesFit } from './node-resources-fit.js';
import { nodeUnschedulable } from './node-unschedulable.js';
import { nodeVolumeLimits } from './node-volume-limits.js';
import { type PodTopologySpreadArgs, podTopologySpread } from './pod-topology-spread.js';
import { prioritySort } from './priority-sort.js';
import { schedulingGates } from './scheduling-gates.js';
import { taintToleration } from './taint-toleration.js';
import { type VolumeBindingArgs, volumeBinding } from './volume-binding.js';
import { volumeRestrictions } from './volume-restrictions.js';
import { volumeZone } from './volume-zone.js';

/** What can be said of plugins in `pluginConfig`, by the plugin's name. */
export interface PluginArgs {
  readonly DefaultPreemption: DefaultPreemptionArgs;
  readonly InterPodAffinity: InterPodAffinityArgs;
  readonly NodeAffinity: NodeAffinityArgs;
  readonly NodeResourcesBalancedAllocation: NodeResourcesBalancedAllocationArgs;
  readonly NodeResourcesFit: NodeResourcesFitArgs;
  readonly PodTopologySpread: PodTopologySpreadArgs;
  readonly VolumeBinding: VolumeBindingArgs;
}

/** Every plugin there is, in the order in which they are asked by default, and how much the scores of each count. */
export const pluginRegistry: readonly {
  readonly name: string;
  readonly weight?: number;
  readonly create: (args: Partial<PluginArgs>, handle: Handle) => Plugin;
}[] = [
  { name: 'SchedulingGates', create: () => schedulingGates },
  { name: 'PrioritySort', create: () => prioritySort },
  { name: 'NodeUnschedulable', create: () => nodeUnschedulable },
  { name: 'NodeName', create: () => nodeName },
  { name: 'TaintToleration', weight: 3, create: () => taintToleration },
  { name: 'NodeAffinity', weight: 2, create: (args) => nodeAffinity(args.NodeAffinity) },
  { name: 'NodePorts', create: () => nodePorts },
  { name: 'NodeResourcesFit', weight: 1, create: (args) => nodeResourcesFit(args.NodeResourcesFit) },
  { name: 'VolumeRestrictions', create: () => volumeRestrictions },
  { name: 'NodeVolumeLimits', create: () => nodeVolumeLimits },
  { name: 'VolumeBinding', create: (args, handle) => volumeBinding(args.VolumeBinding ?? {}, handle) },
  { name: 'VolumeZone', create: () => volumeZone },
  { name: 'PodTopologySpread', weight: 2, create: (args) => podTopologySpread(args.PodTopologySpread) },
  { name: 'InterPodAffinity', weight: 2, create: (args) => interPodAffinity(args.InterPodAffinity) },
  { name: 'DefaultPreemption', create: (args, handle) => defaultPreemption(args.DefaultPreemption ?? {}, handle) },
  {
    name: 'NodeResourcesBalancedAllocation',
    weight: 1,
    create: (args) => nodeResourcesBalancedAllocation(args.NodeResourcesBalancedAllocation),
  },
  { name: 'ImageLocality', weight: 1, create: () => imageLocality },
  { name: 'DefaultBinder', create: (_args, handle) => defaultBinder(handle) },
];
