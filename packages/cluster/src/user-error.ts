/** A failure that the person at the terminal can do something about: printed as it is, without a stack. */
export class UserError extends Error {
  /** What to do next, on a line of its own. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'UserError';
    this.hint = hint;
  }
}
