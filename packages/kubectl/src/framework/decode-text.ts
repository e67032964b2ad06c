/**
 * Bytes as text, by their byte order mark: UTF-16 of either order, which Windows' shells write, or else UTF-8. What is
 * no character becomes U+FFFD, as Go's JSON has it.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
