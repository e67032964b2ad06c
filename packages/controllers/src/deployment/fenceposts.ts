import type { Deployment } from '@sampan/api';
import { shareOf } from '../shared/share-of.js';

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
  const surge = shareOf(maxSurge, replicas, Math.ceil);
  const unavailable = shareOf(maxUnavailable, replicas, Math.floor);
  return {
    maxSurge: surge,
    maxUnavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas),
  };
}
