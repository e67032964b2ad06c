/** Calls back once, when `stream` has closed, or soon where it already has. */
export function onceClosed(
  stream: { readonly destroyed: boolean; once(event: 'close', callback: () => void): unknown },
  callback: () => void,
): void {
  if (stream.destroyed) setImmediate(callback);
  else stream.once('close', callback);
}
