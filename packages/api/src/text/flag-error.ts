/** What is wrong with a command line that Node's `parseArgs` refused, as Kubernetes' programs word it. */
export function flagErrorText(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const [, subject = ''] = /'(-[^' ,]*|[^']*)/.exec(error.message) ?? [];
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `unknown flag: ${subject}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return error.message.includes('does not take an argument')
        ? `flag takes no argument: ${subject}`
        : `flag needs an argument: ${subject}`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `unknown argument: ${subject}`;
    default:
      return undefined;
  }
}
