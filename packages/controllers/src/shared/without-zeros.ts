/** `status` without its counts that are zero: Kubernetes leaves them out, but for those in `kept`. */
export function withoutZeros<S extends object>(status: S, kept: readonly (keyof S)[] = []): S {
  return Object.fromEntries(
    Object.entries(status).filter(([name, value]) => value !== 0 || kept.includes(name as keyof S)),
  ) as S;
}
