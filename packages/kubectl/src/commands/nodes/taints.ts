import { isLabelValue, isQualifiedName, type Taint } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';

/** What the arguments of taint say. A taint to remove without an effect is every taint of its key. */
export interface TaintChange {
  added: Taint[];
  removed: { key: string; effect: string }[];
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** `KEY=VALUE:EFFECT`, `KEY:EFFECT`, and with `-` at the end, `KEY:EFFECT-` and `KEY-`. */
export function parseTaints(specs: readonly string[]): TaintChange {
  const change: TaintChange = { added: [], removed: [] };
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const { key, effect } = parseTaint(spec.slice(0, -1), true);
      change.removed.push({ key, effect });
      continue;
    }
    const added = parseTaint(spec, false);
    if (change.added.some((one) => one.key === added.key && one.effect === added.effect)) {
      throw new CommandError(
        `duplicated taints with the same key and effect: {${added.key} ${added.value ?? ''} ${added.effect} <nil>}`,
      );
    }
    change.added.push(added);
  }
  return change;
}

/** A taint that is to be added and removed at once. */
export class ContradictionError extends CommandError {}

/** Throws if a taint is to be added and removed. */
export function checkContradictions(change: TaintChange): void {
  const both = change.added.filter(({ key, effect }) =>
    change.removed.some((one) => one.key === key && (one.effect === '' || one.effect === effect)),
  );
  if (both.length > 0) {
    const shown = both.map(({ key, effect }) => `${key}=${effect}`);
    throw new ContradictionError(
      `can not both modify and remove the following taint(s) in the same command: ${shown.join(', ')}`,
    );
  }
}

function parseTaint(spec: string, mayLackEffect: boolean): Taint {
  const [front = '', effect = '', ...more] = spec.split(':');
  if (more.length > 0) throw new CommandError(`invalid taint spec: ${spec}`);
  if (effect === '' && !mayLackEffect) {
    const [problem] = isQualifiedName(spec);
    if (problem === undefined && !front.includes('=')) throw new CommandError(`invalid taint spec: ${spec}`);
    throw new CommandError(`invalid taint spec: ${spec}, ${problem}`);
  }
  if (effect !== '' && !effects.includes(effect)) {
    throw new CommandError(`invalid taint effect: ${effect}, unsupported taint effect`);
  }
  const [key = '', value, ...rest] = front.split('=');
  if (rest.length > 0) throw new CommandError(`invalid taint spec: ${spec}`);
  const [keyProblem] = isQualifiedName(key);
  if (keyProblem !== undefined) throw new CommandError(`invalid taint spec: ${spec}, ${keyProblem}`);
  const [valueProblem] = value === undefined ? [] : isLabelValue(value);
  if (valueProblem !== undefined) throw new CommandError(`invalid taint spec: ${spec}, ${valueProblem}`);
  return { key, ...(value !== undefined && value !== '' && { value }), effect };
}

/** The taints of a node after a change, and what that change is called: `tainted`, `untainted` or `modified`. */
export function changeTaints(
  existing: readonly Taint[],
  { added, removed }: TaintChange,
  { node, overwrite }: { node: string; overwrite: boolean },
): { taints: Taint[]; operation: string } {
  const isSame = (left: Taint, right: Taint) => left.key === right.key && left.effect === right.effect;
  const replaced = existing.filter((taint) => added.some((one) => isSame(one, taint)));
  if (replaced.length > 0 && !overwrite) {
    throw new CommandError(`node ${node} already has a taint(s) with same effect(s) and --overwrite is false`);
  }
  const isRemoved = (taint: Taint) =>
    removed.some(({ key, effect }) => key === taint.key && (effect === '' || effect === taint.effect));
  for (const { key, effect } of removed) {
    const isThere = existing.some((taint) => key === taint.key && (effect === '' || effect === taint.effect));
    if (!isThere) {
      throw new CommandError(`taint ${JSON.stringify(effect === '' ? key : `${key}:${effect}`)} not found`);
    }
  }
  const kept = existing.filter((taint) => !isRemoved(taint) && !replaced.includes(taint));
  return { taints: [...added, ...kept], operation: operationName(added, removed, replaced) };
}

function operationName(added: readonly unknown[], removed: readonly unknown[], replaced: readonly unknown[]): string {
  if (replaced.length > 0 || (added.length > 0 && removed.length > 0)) return 'modified';
  return removed.length > 0 ? 'untainted' : 'tainted';
}
