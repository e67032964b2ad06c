import { eachIndex, type Job, parseIndexes } from '@sampan/api';

/** By which rule an Indexed Job has succeeded before all of its indexes have; undefined: not yet. */
export function successByPolicy({ spec }: Job, succeeded: ReadonlySet<number>): string | undefined {
  const rules = spec?.successPolicy?.rules ?? [];
  const met = rules.findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeeded.size >= (succeededCount ?? 1);
    const required = [...eachIndex(parseIndexes(succeededIndexes, spec?.completions ?? 0))];
    const done = required.filter((index) => succeeded.has(index)).length;
    return done >= (succeededCount ?? required.length);
  });
  return met === -1 ? undefined : `Matched rules at index ${met}`;
}
