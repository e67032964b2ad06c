import {
  type FieldError,
  field,
  isQualifiedName,
  type NodeAffinity,
  type NodeSelectorTerm,
  type TopologySpreadConstraint,
} from '@sampan/api';
import type { PluginArgs } from '../plugins/index.js';
import type { ResourceWeight, ShapePoint } from '../plugins/resource-scoring.js';

type Validators = { readonly [Name in keyof PluginArgs]: (path: string, args: PluginArgs[Name]) => FieldError[] };

/** What is wrong with the arguments of a plugin, with their defaults. */
export function validateArgs(path: string, plugin: string, args: object | undefined): FieldError[] {
  if (args === undefined || !Object.hasOwn(validators, plugin)) return [];
  return (validators[plugin as keyof PluginArgs] as (path: string, args: object) => FieldError[])(path, args);
}

const validators: Validators = {
  DefaultPreemption: (path, { minCandidateNodesPercentage: percent = 0, minCandidateNodesAbsolute: number = 0 }) => {
    const percentPath = `${path}.minCandidateNodesPercentage`;
    const numberPath = `${path}.minCandidateNodesAbsolute`;
    const both = (other: string) => `cannot be zero at the same time as ${other}`;
    return [
      ...(percent < 0 || percent > 100 ? [field.invalid(percentPath, percent, 'not in valid range [0, 100]')] : []),
      ...(number < 0 ? [field.invalid(numberPath, number, 'not in valid range [0, inf)')] : []),
      ...(percent === 0 && number === 0
        ? [
            field.invalid(percentPath, percent, both('minCandidateNodesAbsolute')),
            field.invalid(numberPath, number, both('minCandidateNodesPercentage')),
          ]
        : []),
    ];
  },
  InterPodAffinity: (path, { hardPodAffinityWeight: weight = 0 }) =>
    weight < 0 || weight > 100
      ? [field.invalid(`${path}.hardPodAffinityWeight`, weight, 'not in valid range [0, 100]')]
      : [],
  NodeAffinity: (path, { addedAffinity }) =>
    addedAffinity === undefined ? [] : validateAffinity(`${path}.addedAffinity`, addedAffinity),
  NodeResourcesBalancedAllocation: (path, { resources = [] }) =>
    resources.flatMap(({ name, weight }, index) => [
      ...(resources.slice(0, index).some((other) => other.name === name)
        ? [field.duplicate(`${path}.resources[${index}].name`, name)]
        : []),
      ...(weight === 1 ? [] : [field.invalid(`${path}.resources[${index}].weight`, weight, 'must be 1')]),
    ]),
  NodeResourcesFit: (path, { ignoredResources = [], ignoredResourceGroups = [], scoringStrategy: strategy }) => [
    ...ignoredResources.flatMap((name, index) => validateName(`${path}.ignoredResources[${index}]`, name)),
    ...ignoredResourceGroups.flatMap((name, index) => {
      const place = `${path}.ignoredResourceGroups[${index}]`;
      const slash = name.includes('/') ? [field.invalid(place, name, "resource group name can't contain '/'")] : [];
      return [...slash, ...validateName(place, name)];
    }),
    ...(strategy === undefined ? [] : validateStrategy(`${path}.scoringStrategy`, strategy)),
  ],
  PodTopologySpread: (path, { defaultingType = 'System', defaultConstraints = [] }) => [
    ...validateDefaulting(`${path}.defaultingType`, defaultingType, defaultConstraints.length),
    ...defaultConstraints.flatMap((_, index) =>
      validateConstraint(`${path}.defaultConstraints`, defaultConstraints, index),
    ),
  ],
  VolumeBinding: (path, args) => {
    const { bindTimeoutSeconds: timeout = 0 } = args;
    const { shape } = args as { shape?: unknown };
    const why = 'unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring';
    return [
      ...(timeout < 0
        ? [
            field.invalid(
              `${path}.bindTimeoutSeconds`,
              timeout,
              'invalid BindTimeoutSeconds, should not be a negative value',
            ),
          ]
        : []),
      ...(shape === undefined ? [] : [field.invalid(`${path}.shape`, shape, why)]),
    ];
  },
};

function validateName(path: string, name: string): FieldError[] {
  return isQualifiedName(name).map((problem) => field.invalid(path, name, problem));
}

function validateStrategy(
  path: string,
  { type, resources, requestedToCapacityRatio: ratio }: NonNullable<PluginArgs['NodeResourcesFit']['scoringStrategy']>,
): FieldError[] {
  const types = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'];
  const ratioPath = `${path}.requestedToCapacityRatio`;
  return [
    ...(types.includes(type) ? [] : [field.notSupported(`${path}.type`, type ?? '', types)]),
    ...resources.flatMap((resource, index) => validateWeight(`${path}.resources[${index}]`, resource)),
    ...(type === 'RequestedToCapacityRatio' && ratio === undefined
      ? [field.required(ratioPath, 'must be specified when type is RequestedToCapacityRatio')]
      : []),
    ...(type === 'RequestedToCapacityRatio' && ratio !== undefined
      ? validateShape(`${ratioPath}.shape`, ratio.shape)
      : []),
    ...(type !== 'RequestedToCapacityRatio' && ratio !== undefined
      ? [field.forbidden(ratioPath, 'must be nil when type is not RequestedToCapacityRatio')]
      : []),
  ];
}

function validateWeight(path: string, { name, weight }: ResourceWeight): FieldError[] {
  if (weight > 0 && weight <= 100) return [];
  return [field.invalid(`${path}.weight`, weight, `resource weight of ${name} not in valid range (0, 100]`)];
}

function validateShape(path: string, shape: readonly ShapePoint[] = []): FieldError[] {
  if (shape.length === 0) return [field.required(path, 'at least one point must be specified')];
  const unsorted = shape.findIndex(
    ({ utilization }, index) => index > 0 && (shape[index - 1]?.utilization ?? 0) >= utilization,
  );
  return [
    ...(unsorted === -1
      ? []
      : [
          field.invalid(
            `${path}[${unsorted}].utilization`,
            shape[unsorted]?.utilization,
            'values must be sorted in increasing order',
          ),
        ]),
    ...shape.flatMap(({ utilization = 0, score = 0 }, index) => [
      ...(utilization < 0 || utilization > 100
        ? [field.invalid(`${path}[${index}].utilization`, utilization, 'not in valid range [0, 100]')]
        : []),
      ...(score < 0 || score > 10
        ? [field.invalid(`${path}[${index}].score`, score, 'not in valid range [0, 10]')]
        : []),
    ]),
  ];
}

function validateDefaulting(path: string, type: string, constraints: number): FieldError[] {
  if (type !== 'System' && type !== 'List') return [field.notSupported(path, type, ['System', 'List'])];
  return type === 'System' && constraints > 0
    ? [field.invalid(path, type, 'when .defaultConstraints are not empty')]
    : [];
}

function validateConstraint(path: string, all: readonly TopologySpreadConstraint[], index: number): FieldError[] {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable: action = '', labelSelector } = all[index] ?? ({} as never);
  const place = `${path}[${index}]`;
  const actions = ['DoNotSchedule', 'ScheduleAnyway'];
  const repeated = all
    .slice(0, index)
    .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action);
  return [
    ...(maxSkew > 0 ? [] : [field.invalid(`${place}.maxSkew`, maxSkew, 'not in valid range (0, inf)')]),
    ...(topologyKey === ''
      ? [field.required(`${place}.topologyKey`, 'can not be empty')]
      : validateName(`${place}.topologyKey`, topologyKey)),
    ...(action === '' ? [field.required(`${place}.whenUnsatisfiable`, 'can not be empty')] : []),
    ...(action === '' || actions.includes(action)
      ? []
      : [field.notSupported(`${place}.whenUnsatisfiable`, action, actions)]),
    ...(labelSelector === undefined
      ? []
      : [
          field.forbidden(
            `${place}.labelSelector`,
            'constraint must not define a selector, as they deduced for each pod',
          ),
        ]),
    ...(repeated ? [field.duplicate(place, `{${topologyKey}, ${action}}`)] : []),
  ];
}

const nodeOperators = ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'];

function validateAffinity(path: string, affinity: NodeAffinity): FieldError[] {
  const required = `${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  const preferred = `${path}.preferredDuringSchedulingIgnoredDuringExecution`;
  const terms = affinity.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const wishes = affinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...terms.flatMap((term, index) => validateTerm(`${required}[${index}]`, term)),
    ...wishes.flatMap(({ preference }, index) => validateTerm(`${preferred}[${index}]`, preference)),
  ];
}

function validateTerm(path: string, { matchExpressions = [] }: NodeSelectorTerm): FieldError[] {
  return matchExpressions.flatMap(({ key, operator }, index) => [
    ...validateName(`${path}.matchExpressions[${index}].key`, key),
    ...(nodeOperators.includes(operator)
      ? []
      : [field.notSupported(`${path}.matchExpressions[${index}].operator`, operator, nodeOperators)]),
  ]);
}
