/** Why an address or a port cannot be had, in Kubernetes' words; whoever asked knows for which field. */
export class AllocationError extends Error {
  override name = 'AllocationError';
}
