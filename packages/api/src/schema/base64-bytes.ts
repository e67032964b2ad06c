const wellFormed = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Where standard base64 goes wrong, as Go's decoder counts it; -1: nowhere. Line breaks are allowed anywhere.
 */
export function illegalBase64Offset(text: string): number {
  if (wellFormed.test(text)) return -1;
  let filled = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (isLineBreak(character)) continue;
    if (character === '=') return offsetInPadding(text, index, filled);
    if (!/[A-Za-z0-9+/]/.test(character)) return index;
    filled = (filled + 1) % 4;
  }
  return filled === 0 ? -1 : text.length - filled;
}

/** `text` without the line breaks that base64 may have. */
export function withoutLineBreaks(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replaceAll(/[\r\n]/g, '') : text;
}

/** Padding ends a group of two or three characters, and nothing may follow it. */
function offsetInPadding(text: string, index: number, filled: number): number {
  if (filled < 2) return index;
  let end = index + 1;
  if (filled === 2) {
    end = skipLineBreaks(text, end);
    if (end === text.length) return text.length;
    if (text[end] !== '=') return end;
    end++;
  }
  end = skipLineBreaks(text, end);
  return end === text.length ? -1 : end;
}

function skipLineBreaks(text: string, from: number): number {
  let index = from;
  while (index < text.length && isLineBreak(text[index] as string)) index++;
  return index;
}

function isLineBreak(character: string): boolean {
  return character === '\n' || character === '\r';
}
