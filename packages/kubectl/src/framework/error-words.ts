import { systemErrorText } from '@sampan/api';

/** What JavaScript itself and its libraries throw: a mistake of this program, and no words for the people who use it. */
const foreign = /^(Type|Range|Reference|Syntax|Eval|URI|Aggregate|Assertion|YAML\w*|Abort)Error$/;

/** An error's message, as a person may read it: in the words of Go where the system or a library has its own. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return unexpected;
  if (error.name === 'ConnectionError') return error.message;
  const text = systemErrorText(error);
  if (text !== undefined) return text;
  const isForeign = foreign.test(error.name) || ('code' in error && typeof error.code === 'string');
  return isForeign ? unexpected : error.message;
}

const unexpected = 'kubectl failed unexpectedly; this is a mistake of the program, please report what you did';
