/** What kube-controller-manager's flags `--horizontal-pod-autoscaler-…` say; times in milliseconds. */
export interface AutoscalerSettings {
  /** How long after it was looked at an autoscaler is looked at again. */
  readonly syncPeriod: number;
  /** For how long the highest recommendation counts before a target is made smaller, where nothing else is said. */
  readonly downscaleStabilization: number;
  /** By which share use may differ from what it should be without a change, where nothing else is said. */
  readonly tolerance: number;
  /** For how long after its start a Pod's CPU time counts only while it is ready. */
  readonly cpuInitializationPeriod: number;
  /** For how long after its start a Pod that is not ready counts as one that never was. */
  readonly initialReadinessDelay: number;
}

export const defaultAutoscalerSettings: AutoscalerSettings = {
  syncPeriod: 15_000,
  downscaleStabilization: 300_000,
  tolerance: 0.1,
  cpuInitializationPeriod: 300_000,
  initialReadinessDelay: 30_000,
};
