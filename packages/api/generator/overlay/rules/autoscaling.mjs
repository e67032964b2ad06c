const count = { minimum: 0 };

/** Rules of `autoscaling`: see index.mjs. */
export const autoscaling = {
  'autoscaling.v2.HorizontalPodAutoscaler': { spec: { default: {} } },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { minReplicas: { default: 1 } },
  'autoscaling.v2.HorizontalPodAutoscalerStatus': { currentReplicas: count, desiredReplicas: count },
};
