/** The order of keys in Go's YAML: letters by code point and after everything else, digits by the number they make. */
export function naturalOrder(a: string, b: string): number {
  const at = firstDifference(a, b);
  if (at === a.length || at === b.length) return a.length - b.length;
  const one = characterAt(a, at);
  const other = characterAt(b, at);
  const isOneLetter = isLetter(one);
  const isOtherLetter = isLetter(other);
  if (isOneLetter && isOtherLetter) return one < other ? -1 : 1;
  if (isOneLetter || isOtherLetter) return isOtherLetter ? -1 : 1;
  return numberOrder(a, b, at);
}

/** Where two texts begin to differ: never within a character. */
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const before = a.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function numberOrder(a: string, b: string, at: number): number {
  const start = startsInNumber(a, at) && (a[at] === '0' || b[at] === '0') ? '1' : '';
  const one = digitsAt(a, at);
  const other = digitsAt(b, at);
  const difference = Number(start + one || '0') - Number(start + other || '0');
  if (difference !== 0) return difference;
  if (one.length !== other.length) return one.length - other.length;
  return characterAt(a, at) < characterAt(b, at) ? -1 : 1;
}

function digitsAt(text: string, at: number): string {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return text.slice(at, end);
}

/** Whether the digits before `at` make a number that is not only zeros. */
function startsInNumber(text: string, at: number): boolean {
  for (let before = at - 1; before >= 0 && isDigit(text.charCodeAt(before)); before--) {
    if (text[before] !== '0') return true;
  }
  return false;
}

function isLetter(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return /\p{L}/u.test(character);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
