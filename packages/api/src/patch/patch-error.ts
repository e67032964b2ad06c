/** A patch that is malformed or does not apply to its document. */
export class PatchError extends Error {
  override name = 'PatchError';
}

/** What a `test` operation asks for is not so. */
export class PatchTestError extends PatchError {
  override name = 'PatchTestError';
}
