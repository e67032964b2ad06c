import {
  formatLabels,
  type Table,
  type TableColumnDefinition,
  type TableRow,
  type UnstructuredObject,
} from '@sampan/api';

/** How the server's tables become lines of cells. */
export interface TableOptions {
  wide: boolean;
  noHeaders: boolean;
  /** A first column with the namespace. */
  withNamespace: boolean;
  /** Put before each name: `pod`, with a slash. */
  kindPrefix?: string;
  showLabels: boolean;
  labelColumns: readonly string[];
}

/** The head of a table with the columns that the options ask for. */
export function tableHeader({ columnDefinitions }: Table, options: TableOptions): string[] {
  return [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...columnDefinitions.filter((column) => isShown(column, options)).map(({ name }) => name.toUpperCase()),
    ...options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
}

/** The cells of one row, in the columns of {@link tableHeader}. */
export function tableCells({ columnDefinitions }: Table, row: TableRow, options: TableOptions): string[] {
  const { metadata = {} } = (row.object ?? {}) as Partial<UnstructuredObject>;
  const labels = metadata.labels ?? {};
  const nameIndex = nameColumn(columnDefinitions);
  const cells = columnDefinitions.flatMap((column, index) => {
    if (!isShown(column, options)) return [];
    const text = cellText(row.cells[index]);
    return index === nameIndex && options.kindPrefix !== undefined ? [`${options.kindPrefix}/${text}`] : [text];
  });
  return [
    ...(options.withNamespace ? [metadata.namespace ?? ''] : []),
    ...cells,
    ...options.labelColumns.map((label) => labels[label] ?? ''),
    ...(options.showLabels ? [formatLabels(labels)] : []),
  ];
}

/** The column that says which object it is: the first whose cells are names. */
function nameColumn(columns: readonly TableColumnDefinition[]): number {
  const isName = ({ format, name }: TableColumnDefinition, index: number) =>
    format === 'name' || (index === 0 && name.toLowerCase() === 'name');
  return columns.findIndex(isName);
}

function isShown({ priority }: TableColumnDefinition, { wide }: TableOptions): boolean {
  return wide || (priority ?? 0) === 0;
}

/** One line, without what would move the terminal's cursor. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const breakAt = text.search(/[\n\r\f]/);
  const line = breakAt === -1 ? text : `${text.slice(0, breakAt)}...`;
  return line.replaceAll('\x1b', '^[');
}
