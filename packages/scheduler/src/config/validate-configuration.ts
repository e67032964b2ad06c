import { deepEqual, type FieldError, field } from '@sampan/api';
import { extensionPoints } from '../framework/profile.js';
import type { PluginSet, ProfileConfiguration, SchedulerConfiguration } from './configuration.js';
import { validateArgs } from './validate-args.js';

/** What is wrong with a configuration that has its defaults, by ValidateKubeSchedulerConfiguration's rules. */
export function validateConfiguration(configuration: Required<SchedulerConfiguration>): FieldError[] {
  const { parallelism, profiles, podInitialBackoffSeconds: initial, podMaxBackoffSeconds: most } = configuration;
  return [
    ...(parallelism > 0
      ? []
      : [field.invalid('parallelism', parallelism, 'should be an integer value greater than zero')]),
    ...profiles.flatMap((profile, index) => validateProfile(`profiles[${index}]`, profile, profiles.slice(0, index))),
    ...validateQueueSort(profiles),
    ...validatePercentage('percentageOfNodesToScore', configuration.percentageOfNodesToScore),
    ...(initial > 0 ? [] : [field.invalid('podInitialBackoffSeconds', initial, 'must be greater than 0')]),
    ...(most >= initial
      ? []
      : [field.invalid('podMaxBackoffSeconds', most, 'must be greater than or equal to PodInitialBackoffSeconds')]),
    // There is nobody here to ask.
    ...(configuration.extenders.length === 0 ? [] : [field.forbidden('extenders', 'extenders are not supported')]),
  ];
}

function validatePercentage(path: string, percentage: number | undefined): FieldError[] {
  if (percentage === undefined || (percentage >= 0 && percentage <= 100)) return [];
  return [field.invalid(path, percentage, 'not in valid range [0-100]')];
}

function validateProfile(
  path: string,
  profile: ProfileConfiguration,
  before: readonly ProfileConfiguration[],
): FieldError[] {
  const { schedulerName = '', pluginConfig = [] } = profile;
  const same = before.findIndex((other) => other.schedulerName === schedulerName);
  return [
    ...(schedulerName === '' ? [field.required(`${path}.schedulerName`)] : []),
    ...validatePercentage(`${path}.percentageOfNodesToScore`, profile.percentageOfNodesToScore),
    ...extensionPoints.flatMap((point) => validateSet(`${path}.plugins.${point}`, profile.plugins?.[point])),
    ...pluginConfig.flatMap(({ name, args }, index) => {
      const place = `${path}.pluginConfig[${index}]`;
      const repeated = pluginConfig.slice(0, index).some((other) => other.name === name);
      if (removed.includes(name)) return [field.invalid(place, name, wasRemoved)];
      return [...(repeated ? [field.duplicate(place, name)] : []), ...validateArgs(`${place}.args`, name, args)];
    }),
    ...(same === -1 ? [] : [field.duplicate(`${path}.schedulerName`, `profiles[${same}].schedulerName`)]),
  ];
}

const removed = ['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits'];
const wasRemoved =
  'was invalid in version "v1" (KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")';

function validateSet(path: string, { enabled = [] }: PluginSet = {}): FieldError[] {
  return enabled.flatMap(({ name }, index) =>
    removed.includes(name) ? [field.invalid(`${path}.enabled[${index}]`, name, wasRemoved)] : [],
  );
}

/** There is one queue for all Pods: it cannot be sorted in two ways. */
function validateQueueSort(profiles: readonly ProfileConfiguration[]): FieldError[] {
  const [first, ...others] = profiles.map(({ plugins }) => plugins?.queueSort ?? {});
  const count = first?.enabled?.length ?? 0;
  return [
    ...(count > 1
      ? [field.invalid('profiles[0].plugins.queueSort.Enabled', count, 'only one queue sort plugin can be enabled')]
      : []),
    ...others.flatMap((sort, index) =>
      deepEqual(sort, first)
        ? []
        : [field.invalid(`profiles[${index + 1}].plugins.queueSort`, sort, 'must be the same for all profiles')],
    ),
  ];
}
