/** A number of replicas that cannot be calculated; the message is kube-controller-manager's. */
export class CalculationError extends Error {
  override readonly name = 'CalculationError';
}
