/** Milliseconds before the first restart of a component that has failed. */
const first = 100;
/** Milliseconds between restarts of a component that keeps failing. */
const longest = 10_000;
/** A component that ran so long, in milliseconds, is taken to have worked. */
const healthyAfter = 10_000;

/**
 * How long to wait before a component is started again, in milliseconds.
 * `failures` counts the exits in a row, this one included, that came before the component had worked.
 */
export function restartDelay(failures: number): number {
  return failures <= 0 ? 0 : Math.min(first * 2 ** (failures - 1), longest);
}

/** The new count of failures in a row, after a run of `ranFor` milliseconds. */
export function countFailure(failures: number, ranFor: number): number {
  return ranFor >= healthyAfter ? 1 : failures + 1;
}
