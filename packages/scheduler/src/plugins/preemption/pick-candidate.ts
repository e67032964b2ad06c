import { type Candidate, startOf } from './select-victims.js';

/** What decides between two candidates, one after the other: less is better. */
const measures: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => victims[0]?.spec.priority ?? 0,
  ({ victims }) => victims.reduce((sum, { spec }) => sum + (spec.priority ?? 0) + 2 ** 31, 0),
  ({ victims }) => victims.length,
  (candidate) => -earliestStart(candidate),
];

/** The candidate whose victims matter least; the first of equals. */
export function pickCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  let left = candidates;
  for (const measure of measures) {
    if (left.length < 2) break;
    const least = Math.min(...left.map(measure));
    left = left.filter((candidate) => measure(candidate) === least);
  }
  return left[0];
}

/** When the first of the most important victims was started. */
function earliestStart({ victims }: Candidate): number {
  const highest = victims[0]?.spec.priority ?? 0;
  return Math.min(...victims.filter(({ spec }) => (spec.priority ?? 0) === highest).map(startOf));
}
