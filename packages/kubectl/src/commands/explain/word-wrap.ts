/**
 * Text in lines of at most `limit` characters, broken at spaces. Words that are longer stay whole. Line breaks of the
 * text are kept.
 */
export function wordWrap(text: string, limit: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, limit))
    .join('\n');
}

/** Every line of `text` further in by `width` spaces. */
export function indentText(text: string, width: number): string {
  const space = ' '.repeat(width);
  return space + text.replaceAll('\n', `\n${space}`);
}

function wrapLine(line: string, limit: number): string {
  let wrapped = '';
  let width = 0;
  for (const [, space = '', word = ''] of line.matchAll(/(\s*)(\S*)/g)) {
    const wordLength = [...word].length;
    // A word as long as a line goes to a line of its own only if it does not begin on this one.
    const isTooLong = width + space.length + Math.min(wordLength, limit - 1) > limit;
    if (word === '') {
      if (width + space.length <= limit) wrapped += space;
    } else if (isTooLong) {
      wrapped += `\n${word}`;
      width = wordLength;
    } else {
      wrapped += space + word;
      width += space.length + wordLength;
    }
  }
  return wrapped;
}
