/** The order of keys in Go's YAML: letters by code point and after everything else, digits by the number they make. */
export function naturalOrder(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let at = 0; at < left.length && at < right.length; at++) {
    const one = left[at] ?? '';
    const other = right[at] ?? '';
    if (one === other) continue;
    const isOneLetter = isLetter(one);
    const isOtherLetter = isLetter(other);
    if (isOneLetter && isOtherLetter) return one < other ? -1 : 1;
    if (isOneLetter || isOtherLetter) return isOtherLetter ? -1 : 1;
    return numberOrder(left, right, at);
  }
  return left.length - right.length;
}

function numberOrder(left: readonly string[], right: readonly string[], at: number): number {
  const start = startsInNumber(left, at) && (left[at] === '0' || right[at] === '0') ? '1' : '';
  const digitsOf = (characters: readonly string[]) => {
    let end = at;
    while (isDigit(characters[end])) end++;
    return characters.slice(at, end).join('');
  };
  const one = digitsOf(left);
  const other = digitsOf(right);
  const difference = Number(start + one || '0') - Number(start + other || '0');
  if (difference !== 0) return difference;
  if (one.length !== other.length) return one.length - other.length;
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}

/** Whether the digits before `at` make a number that is not only zeros. */
function startsInNumber(characters: readonly string[], at: number): boolean {
  for (let before = at - 1; before >= 0 && isDigit(characters[before]); before--) {
    if (characters[before] !== '0') return true;
  }
  return false;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
