import type { PodSpec } from '@sampan/api';
import { baselineChecks } from './baseline-checks.js';
import type { LevelAndVersion } from './policy-of.js';
import { restrictedChecks } from './restricted-checks.js';
import type { Violation } from './wording.js';

/** One rule of the Pod Security Standards. */
export interface PolicyCheck {
  readonly id: string;
  /** From which minor version of Kubernetes on. */
  readonly since: number;
  /** The check of a lower level that this one takes the place of. */
  readonly overrides?: string;
  check(spec: PodSpec, minor: number): Violation | undefined;
}

/** What of a Pod a level does not allow, as messages have it; undefined: all is allowed. */
export function violationsOf(spec: PodSpec, { level, minor }: LevelAndVersion): string | undefined {
  const inForce = (checks: readonly PolicyCheck[]) => checks.filter(({ since }) => since <= minor);
  const restricted = level === 'restricted' ? inForce(restrictedChecks) : [];
  const overridden = restricted.map(({ overrides }) => overrides);
  const baseline = level === 'privileged' ? [] : inForce(baselineChecks).filter(({ id }) => !overridden.includes(id));
  const found = [...baseline, ...restricted].flatMap(({ check }) => check(spec, minor) ?? []);
  return found.length === 0 ? undefined : found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
}
