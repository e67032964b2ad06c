/** A patch that is malformed or does not apply to its document. */
export class PatchError extends Error {
  override name = 'PatchError';
}
