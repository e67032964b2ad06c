import type { PluginArgs } from '../plugins/index.js';
import { defaultScoringStrategy, type NodeResourcesFitArgs } from '../plugins/node-resources-fit.js';
import type { ResourceWeight } from '../plugins/resource-scoring.js';
import { type ProfileConfiguration, profilesOf, type SchedulerConfiguration } from './configuration.js';

/** The configuration with everything that it does not say; its `profiles` are never empty. */
export function withDefaults(configuration: SchedulerConfiguration): Required<SchedulerConfiguration> {
  const { profiles = [] } = configuration;
  return {
    parallelism: 16,
    percentageOfNodesToScore: 0,
    podInitialBackoffSeconds: 1,
    podMaxBackoffSeconds: 10,
    clientConnection: {},
    extenders: [],
    ...configuration,
    profiles: profilesOf(profiles.length === 0 ? {} : configuration).map(withDefaultArgs),
  };
}

const defaultArgs: PluginArgs = {
  DefaultPreemption: { minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 },
  InterPodAffinity: { hardPodAffinityWeight: 1 },
  NodeAffinity: {},
  NodeResourcesBalancedAllocation: { resources: defaultScoringStrategy.resources },
  NodeResourcesFit: { scoringStrategy: defaultScoringStrategy },
  PodTopologySpread: { defaultingType: 'System' },
  VolumeBinding: { bindTimeoutSeconds: 600 },
};

function withDefaultArgs(profile: ProfileConfiguration): ProfileConfiguration {
  const pluginConfig = (profile.pluginConfig ?? []).map(({ name, args }) => {
    const given = Object.hasOwn(defaultArgs, name) ? { ...defaultArgs[name as keyof PluginArgs], ...args } : args;
    if (name === 'NodeResourcesFit') return { name, args: withDefaultStrategy(given as NodeResourcesFitArgs) };
    return { name, ...(given && { args: given }) };
  });
  return { ...profile, pluginConfig };
}

function withDefaultStrategy(args: NodeResourcesFitArgs): NodeResourcesFitArgs {
  const { resources = [], ...strategy } = args.scoringStrategy ?? defaultScoringStrategy;
  const weighed = resources.length === 0 ? defaultScoringStrategy.resources : resources.map(atLeastOne);
  return { ...args, scoringStrategy: { ...strategy, resources: weighed } };
}

function atLeastOne({ name, weight }: ResourceWeight): ResourceWeight {
  return { name, weight: weight || 1 };
}
