/** The least width of a column and the space between two, as kubectl's tabwriter has them. */
const minimumWidth = 6;
const padding = 3;

/** Rows of cells as lines of aligned columns. `widths` remembers columns over several calls, as a watch needs. */
export function formatTable(rows: readonly (readonly string[])[], widths: number[] = []): string {
  for (const row of rows) {
    // The last cell of a row ends its line: it does not widen a column.
    for (let column = 0; column < row.length - 1; column++) {
      const width = Math.max(minimumWidth, textWidth(row[column] ?? '') + padding);
      if (width > (widths[column] ?? 0)) widths[column] = width;
    }
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - textWidth(cell)),
      );
      return `${cells.join('')}\n`;
    })
    .join('');
}

/** Characters, not code units. */
function textWidth(text: string): number {
  let width = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) width--;
  }
  return width;
}
