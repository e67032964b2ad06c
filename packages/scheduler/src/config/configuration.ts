import type { ExtensionPoint } from '../framework/profile.js';

/** A list of plugins, and those of the defaults that are left out; `*` stands for all. */
export interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[];
  readonly disabled?: readonly { readonly name: string }[];
}

/** The plugins of a profile: `multiPoint` at every point where they take part, the others at one. */
export type PluginSets = { readonly [Point in ExtensionPoint | 'multiPoint']?: PluginSet };

export interface ProfileConfiguration {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: PluginSets;
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: object }[];
}

/** `KubeSchedulerConfiguration` of kubescheduler.config.k8s.io/v1, in what of it concerns this scheduler. */
export interface SchedulerConfiguration {
  readonly profiles?: readonly ProfileConfiguration[];
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  readonly parallelism?: number;
  readonly clientConnection?: { readonly kubeconfig?: string };
  readonly extenders?: readonly object[];
}

/** The scheduler of Pods that name none. */
export const defaultSchedulerName = 'default-scheduler';

/** The profiles of a configuration: one with the default name where there is only one, which may go without. */
export function profilesOf({ profiles = [{}] }: SchedulerConfiguration): ProfileConfiguration[] {
  const only = profiles.length === 1;
  return profiles.map((profile) =>
    only ? { ...profile, schedulerName: profile.schedulerName || defaultSchedulerName } : profile,
  );
}
