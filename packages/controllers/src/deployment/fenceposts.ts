import type { Deployment, IntOrString } from '@sampan/api';

/** How far a rolling update may stray from the number of replicas, in Pods. */
export interface Fenceposts {
  /** More than the wanted replicas. */
  maxSurge: number;
  /** Fewer available than the wanted replicas. */
  maxUnavailable: number;
}

/**
 * The fenceposts of `deployment`: percents of its replicas, maxSurge rounded up and maxUnavailable down; where both come
 * to nothing one Pod may be unavailable, or no update could ever begin. Nothing but a rolling update has a surge.
 */
export function fencepostsOf({ spec }: Deployment): Fenceposts {
  if (spec?.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = spec?.replicas ?? 1;
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec?.strategy?.rollingUpdate ?? {};
  const surge = resolve(maxSurge, replicas, Math.ceil);
  const unavailable = resolve(maxUnavailable, replicas, Math.floor);
  return {
    maxSurge: surge,
    maxUnavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas),
  };
}

function resolve(value: IntOrString, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
}
