import type { LimitRange } from '@sampan/api';
import { quantityText } from '../values.js';

/** The head of a table of limits. */
export const limitsHeader: readonly string[] = [
  ['Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio'].join('\t'),
  ['----', '--------', '---', '---', '---------------', '-------------', '-----------------------'].join('\t'),
];

/** A row for each resource of each limit, resources in the order of their names. */
export function limitRows({ spec }: LimitRange): string[] {
  return (spec?.limits ?? []).flatMap((item) => {
    const columns = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    const names = [...new Set(columns.flatMap((amounts) => Object.keys(amounts ?? {})))].sort();
    return names.map((name) => {
      const amounts = columns.map((column) => (column?.[name] === undefined ? '-' : quantityText(column[name])));
      return [item.type, name, ...amounts].join('\t');
    });
  });
}
