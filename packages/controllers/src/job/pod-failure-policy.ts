import type {
  ContainerStatus,
  Job,
  Pod,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '@sampan/api';

/** What a Job's policy says of a Pod that failed. */
export interface FailureMatch {
  /** Absent: no rule is about it. */
  readonly action?: string;
  /** Whether it counts as a failure. */
  readonly counts: boolean;
  /** Why the whole Job fails, where it does. */
  readonly message?: string;
}

/** The first rule that matches decides; without any, a failure is a failure. */
export function matchFailurePolicy({ spec }: Job, pod: Pod): FailureMatch {
  for (const [index, rule] of (spec?.podFailurePolicy?.rules ?? []).entries()) {
    const what = whatMatches(rule, pod);
    if (what === undefined) continue;
    const { action } = rule;
    if (action !== 'FailJob') return { action, counts: action !== 'Ignore' };
    return { action, counts: true, message: `${what} matching ${action} rule at index ${index}` };
  }
  return { counts: true };
}

/** Why a Job fails at once because of one of its Pods that failed. */
export function failJobMessage(job: Job, failed: readonly Pod[]): string | undefined {
  if (job.spec?.podFailurePolicy === undefined) return undefined;
  return failed.map((pod) => matchFailurePolicy(job, pod).message).find((message) => message !== undefined);
}

function whatMatches({ onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const { metadata, status } = pod;
  const name = `${metadata.namespace}/${metadata.name}`;
  if (onExitCodes !== undefined) {
    const containers = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
    const found = containers.find((container) => hasExitCode(container, onExitCodes));
    return (
      found && `Container ${found.name} for pod ${name} failed with exit code ${found.state?.terminated?.exitCode}`
    );
  }
  const found = status?.conditions?.find(({ type, status: value }) =>
    onPodConditions?.some((pattern) => pattern.type === type && pattern.status === value),
  );
  return found && `Pod ${name} has condition ${found.type}`;
}

/** A container that ended well is no reason for anything. */
function hasExitCode(
  { name, state }: ContainerStatus,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): boolean {
  const exitCode = state?.terminated?.exitCode ?? 0;
  if (exitCode === 0 || (containerName !== undefined && containerName !== name)) return false;
  return values.includes(exitCode) === (operator === 'In');
}
