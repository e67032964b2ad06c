/** How a string is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** The style that Go's YAML takes for `text`, which may be a mapping's key. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  const form = analyse(text);
  if (text.includes('\n')) return form.isBlockAllowed && !isKey ? 'literal' : 'double';
  if (resolvesToOther(text)) return 'double';
  if (form.isPlainAllowed) return 'plain';
  return form.isSingleAllowed ? 'single' : 'double';
}

/** Whether a YAML 1.1 reader would take the plain text for anything but a string. */
function resolvesToOther(text: string): boolean {
  if (text === '' || words.has(text)) return true;
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) return true;
  const first = text.charAt(0);
  if (first === '.') return /^\.[0-9_]+([eE][-+]?[0-9]+)?$/.test(text);
  if (!/[-+0-9]/.test(first)) return false;
  if (isTimestamp(text)) return true;
  const digits = text.replaceAll('_', '');
  return integer.test(digits) || (float.test(digits) && Number.isFinite(Number(digits)));
}

const words = new Set(
  ['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off', 'null', '.nan', '.inf', '+.inf', '-.inf']
    .flatMap((word) => [word, word.toUpperCase(), capitalised(word)])
    .concat('~', '.NaN', '.Inf', '+.Inf', '-.Inf'),
);

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** A date, or a date with a time, as Go's YAML knows them. */
function isTimestamp(text: string): boolean {
  const match =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?[ \t]*(?:Z|[-+][0-9:]+)?)?$/.exec(
      text,
    );
  if (match === null) return false;
  const [, , month, day, hour = '0', minute = '0', second = '0'] = match;
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  );
}

interface Analysis {
  isPlainAllowed: boolean;
  isSingleAllowed: boolean;
  isBlockAllowed: boolean;
}

/** What libyaml's analysis of a scalar allows outside of flow collections. */
function analyse(text: string): Analysis {
  const hasSpecial = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/.test(text);
  const hasSpaceBeforeBreak = / \n/.test(text);
  const hasSpaceAfterBreak = /\n /.test(text);
  const isBlockAllowed = !hasSpecial && !hasSpaceBeforeBreak && !text.endsWith(' ');
  const isSingleAllowed = !hasSpecial && !hasSpaceBeforeBreak && !hasSpaceAfterBreak;
  const hasIndicator =
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:]([ \n]|$)/.test(text) ||
    /:([ \n]|$)|[ \n]#/.test(text);
  const isPlainAllowed =
    isSingleAllowed && !text.includes('\n') && !hasIndicator && !text.startsWith(' ') && !text.endsWith(' ');
  return { isPlainAllowed, isSingleAllowed, isBlockAllowed };
}
