import { describe, expect, it } from 'vitest';
import { clusterOf, profileOver } from '../testing/decisions.js';
import type { ProfileConfiguration } from './configuration.js';
import { parseConfiguration } from './load-configuration.js';

const head = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';
const argsOf = (plugin: string, args: object) =>
  `${head}profiles: [{pluginConfig: [{name: ${plugin}, args: ${JSON.stringify(args)}}]}]`;

describe('a KubeSchedulerConfiguration', () => {
  it('has defaults for everything', () => {
    expect(parseConfiguration(head)).toMatchObject({
      percentageOfNodesToScore: 0,
      podInitialBackoffSeconds: 1,
      podMaxBackoffSeconds: 10,
      profiles: [{ schedulerName: 'default-scheduler' }],
    });
    const { profiles } = parseConfiguration(argsOf('NodeResourcesFit', { scoringStrategy: { type: 'MostAllocated' } }));
    const resources = [
      { name: 'cpu', weight: 1 },
      { name: 'memory', weight: 1 },
    ];
    expect(profiles[0]?.pluginConfig).toEqual([
      { name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated', resources } } },
    ]);
  });

  it.each<[string, string, string]>([
    [
      'another version',
      head.replace('/v1', '/v1beta3'),
      'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta3" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:33"',
    ],
    ['no kind', 'a: b', `Object 'Kind' is missing in '{"a":"b"}'`],
    ['an unknown field', `${head}profile: []`, 'strict decoding error: unknown field "profile"'],
    [
      'a wrong type',
      `${head}percentageOfNodesToScore: all`,
      'json: cannot unmarshal string into Go struct field KubeSchedulerConfiguration.percentageOfNodesToScore of type int32',
    ],
    [
      'an unknown argument',
      argsOf('NodeAffinity', { added: 1 }),
      'decoding .profiles[0].pluginConfig[0]: decoding args for plugin NodeAffinity: strict decoding error: unknown field "added"',
    ],
    [
      'arguments of another kind',
      argsOf('NodeAffinity', { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'NodeResourcesFitArgs' }),
      'decoding .profiles[0].pluginConfig[0]: args for plugin NodeAffinity were not of type NodeAffinityArgs.kubescheduler.config.k8s.io, got NodeResourcesFitArgs.kubescheduler.config.k8s.io',
    ],
    [
      'a percentage out of range',
      `${head}percentageOfNodesToScore: 101`,
      'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]',
    ],
    [
      'back-off the wrong way round',
      `${head}podInitialBackoffSeconds: 20`,
      'podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds',
    ],
    [
      'profiles of one name',
      `${head}profiles: [{schedulerName: a}, {schedulerName: a}]`,
      'profiles[1].schedulerName: Duplicate value: "profiles[0].schedulerName"',
    ],
    [
      'profiles without a name',
      `${head}profiles: [{schedulerName: a}, {}]`,
      'profiles[1].schedulerName: Required value',
    ],
    [
      'a removed plugin',
      `${head}profiles: [{plugins: {filter: {enabled: [{name: EBSLimits}]}}}]`,
      'profiles[0].plugins.filter.enabled[0]: Invalid value: "EBSLimits": was invalid in version "v1" (KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")',
    ],
    [
      'a weight out of range',
      argsOf('InterPodAffinity', { hardPodAffinityWeight: 101 }),
      'profiles[0].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]',
    ],
    [
      'no candidates',
      argsOf('DefaultPreemption', { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 }),
      '[profiles[0].pluginConfig[0].args.minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute, profiles[0].pluginConfig[0].args.minCandidateNodesAbsolute: Invalid value: 0: cannot be zero at the same time as minCandidateNodesPercentage]',
    ],
    [
      'a list beside the system’s constraints',
      argsOf('PodTopologySpread', {
        defaultConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
      }),
      'profiles[0].pluginConfig[0].args.defaultingType: Invalid value: "System": when .defaultConstraints are not empty',
    ],
    [
      'an unknown strategy',
      argsOf('NodeResourcesFit', { scoringStrategy: { type: 'Random' } }),
      'profiles[0].pluginConfig[0].args.scoringStrategy.type: Unsupported value: "Random": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"',
    ],
    [
      'a ratio without a shape',
      argsOf('NodeResourcesFit', { scoringStrategy: { type: 'RequestedToCapacityRatio' } }),
      'profiles[0].pluginConfig[0].args.scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio',
    ],
  ])('is refused with %s', (_case, text, message) => {
    expect(() => parseConfiguration(text)).toThrow(new Error(message));
  });
});

describe('a profile', () => {
  const build = (plugins: ProfileConfiguration['plugins'], name = 'mine') =>
    profileOver(clusterOf(), { schedulerName: name, ...(plugins && { plugins }) });
  const names = (plugins: readonly { name: string }[]) => plugins.map(({ name }) => name);

  it('has every plugin where it takes part', () => {
    const { points, weights } = build({});
    expect(names(points.postFilter)).toEqual(['DefaultPreemption']);
    expect(names(points.score)).toEqual([
      'TaintToleration',
      'NodeAffinity',
      'NodeResourcesFit',
      'PodTopologySpread',
      'InterPodAffinity',
      'NodeResourcesBalancedAllocation',
      'ImageLocality',
    ]);
    expect([...weights.values()]).toEqual([3, 2, 1, 2, 2, 1, 1]);
  });

  it('leaves plugins out at one point, or at all', () => {
    const { points } = build({
      score: { disabled: [{ name: '*' }], enabled: [{ name: 'ImageLocality', weight: 5 }] },
      multiPoint: { disabled: [{ name: 'NodePorts' }] },
    });
    expect(names(points.score)).toEqual(['ImageLocality']);
    expect(names(points.filter)).not.toContain('NodePorts');
    expect(names(points.filter)).toContain('NodeAffinity');
  });

  it('weighs plugins anew', () => {
    const { weights } = build({
      score: { enabled: [{ name: 'ImageLocality', weight: 9 }] },
      multiPoint: { enabled: [{ name: 'NodeAffinity', weight: 7 }] },
    });
    expect(weights.get('ImageLocality')).toBe(9);
    expect(weights.get('NodeAffinity')).toBe(7);
  });

  it.each<[string, NonNullable<ProfileConfiguration['plugins']>, string]>([
    [
      'plugins that do not exist',
      { score: { enabled: [{ name: 'Nothing' }] } },
      'ScorePlugin "Nothing" does not exist',
    ],
    [
      'plugins that do not take part there',
      { score: { enabled: [{ name: 'NodeName' }] } },
      'plugin "NodeName" does not extend ScorePlugin plugin',
    ],
    [
      'a plugin twice',
      { bind: { enabled: [{ name: 'DefaultBinder' }, { name: 'DefaultBinder' }] } },
      'plugin "DefaultBinder" already registered as "BindPlugin"',
    ],
    [
      'nobody who binds',
      { bind: { disabled: [{ name: '*' }] } },
      'at least one bind plugin is needed for profile with scheduler name "mine"',
    ],
  ])('cannot have %s', (_case, plugins, message) => {
    const where = 'initializing profiles: creating profile for scheduler name mine: ';
    expect(() => build(plugins)).toThrow(new Error(where + message));
  });
});
