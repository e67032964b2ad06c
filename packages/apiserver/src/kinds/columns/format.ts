/** The first `max` of `items`, and how many more there are. */
export function formatFirst(items: readonly string[], max: number): string {
  const shown = items.slice(0, max).join(',');
  return items.length > max ? `${shown} + ${items.length - max} more...` : shown;
}

/** `text`, or `placeholder` where there is none. */
export function orElse(text: string | undefined, placeholder: string): string {
  return text === undefined || text === '' ? placeholder : text;
}
