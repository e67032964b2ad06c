import {
  countIndexes,
  type FieldError,
  field,
  type JobSpec,
  parseIndexes,
  type SuccessPolicy,
  type SuccessPolicyRule,
} from '@sampan/api';

const mostRules = 20;
const longestIndexes = 64 * 1024;

/** When an Indexed Job has succeeded without all of its indexes. */
export function validateSuccessPolicy(path: string, policy: SuccessPolicy, spec: JobSpec): FieldError[] {
  const { rules = [] } = policy;
  if (spec.completionMode !== 'Indexed')
    return [field.invalid(path, shown(policy), 'requires indexed completion mode')];
  const at = `${path}.rules`;
  if (rules.length === 0) {
    return [field.required(at, 'at least one rules must be specified when the successPolicy is specified')];
  }
  const errors = rules.length > mostRules ? [field.tooMany(at, rules.length, mostRules)] : [];
  return [...errors, ...rules.flatMap((rule, index) => validateRule(`${at}[${index}]`, rule, spec.completions ?? 0))];
}

/** The policy under the names that it has within Kubernetes. */
function shown({ rules = [] }: SuccessPolicy) {
  return {
    Rules: rules.map(({ succeededIndexes = null, succeededCount = null }) => ({
      SucceededIndexes: succeededIndexes,
      SucceededCount: succeededCount,
    })),
  };
}

function validateRule(path: string, rule: SuccessPolicyRule, completions: number): FieldError[] {
  const { succeededCount, succeededIndexes } = rule;
  if (succeededCount === undefined && succeededIndexes === undefined) {
    return [field.required(path, 'at least one of succeededCount or succeededIndexes must be specified')];
  }
  const errors: FieldError[] = [];
  let indexes = 0;
  if (succeededIndexes !== undefined) {
    const at = `${path}.succeededIndexes`;
    if (succeededIndexes.length > longestIndexes) errors.push(field.tooLong(at, longestIndexes));
    try {
      indexes = countIndexes(parseIndexes(succeededIndexes, completions));
    } catch (error) {
      errors.push(field.invalid(at, succeededIndexes, `error parsing succeededIndexes: ${(error as Error).message}`));
    }
  }
  if (succeededCount === undefined) return errors;
  const at = `${path}.succeededCount`;
  const most = (count: number, what: string) =>
    errors.push(field.invalid(at, succeededCount, `must be less than or equal to ${count} (the number of ${what})`));
  if (succeededCount <= 0) errors.push(field.invalid(at, succeededCount, 'must be greater than 0'));
  if (succeededCount > completions) most(completions, 'specified completions');
  if (succeededIndexes !== undefined && succeededCount > indexes) {
    most(indexes, 'indexes in the specified succeededIndexes field');
  }
  return errors;
}
