/** What a container, or a pod, may use. */
export interface ResourceLimits {
  /** Thousandths of a processor: its share when there are too few, and what it never gets more of. */
  cpuRequestMilli?: number;
  cpuLimitMilli?: number;
  memoryLimitBytes?: number;
}
