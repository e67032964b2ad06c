/** The least width of a column, and what stands between two, in characters. */
export interface ColumnOptions {
  minimum: number;
  padding: number;
  /** Whether a column is never narrower than it was before lines without it. */
  isRemembered?: boolean;
}

/**
 * Text whose tabs end cells, as text in aligned columns. As in Go's tabwriter a column is a run of neighbouring lines
 * that all have a cell there: a line without one ends it. The last cell of a line is never padded.
 */
export function alignColumns(text: string, options: ColumnOptions = { minimum: 0, padding: 2 }): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = lines.map((): number[] => []);
  const columns = Math.max(...lines.map((cells) => cells.length)) - 1;
  for (let column = 0; column < columns; column++) setWidths(lines, widths, { column, ...options });
  return lines
    .map((cells, row) => cells.map((cell, column) => cell + ' '.repeat(pad(cell, widths[row]?.[column]))).join(''))
    .join('\n');
}

function setWidths(
  lines: readonly string[][],
  widths: readonly number[][],
  { column, minimum, padding, isRemembered = false }: ColumnOptions & { column: number },
): void {
  let start = 0;
  let least = minimum;
  while (start < lines.length) {
    if (!hasCell(lines[start], column)) {
      start++;
      continue;
    }
    let end = start;
    let width = least;
    while (end < lines.length && hasCell(lines[end], column)) {
      width = Math.max(width, characters(lines[end]?.[column] ?? '') + padding);
      end++;
    }
    for (let row = start; row < end; row++) widths[row]?.push(width);
    if (isRemembered) least = width;
    start = end;
  }
}

/** Only cells that a tab ends belong to a column. */
function hasCell(cells: readonly string[] | undefined, column: number): boolean {
  return column < (cells?.length ?? 0) - 1;
}

function pad(cell: string, width: number | undefined): number {
  return width === undefined ? 0 : width - characters(cell);
}

function characters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) count--;
  }
  return count;
}
