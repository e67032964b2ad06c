/** What people should know of a pod, as an event about its container. */
export interface Notice {
  type: 'Normal' | 'Warning';
  /** In CamelCase, as events have it: `MountHidden`. */
  reason: string;
  message: string;
}
