import type { Toleration } from '@sampan/api';
import { listField } from '../lines.js';

/** Tolerations in the order of their keys: `key=value:Effect op=Exists for 300s`. */
export function tolerationLines(label: string, tolerations: readonly Toleration[] = []): string[] {
  const sorted = [...tolerations].sort((a, b) => compare(a.key ?? '', b.key ?? ''));
  return listField(label, sorted.map(tolerationText));
}

function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: Toleration): string {
  const isAny = key === '' && effect === '';
  const exists = operator === 'Exists' && value === '' ? `${isAny ? '' : ' '}op=Exists` : '';
  const seconds = tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`;
  return `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}${exists}${seconds}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
