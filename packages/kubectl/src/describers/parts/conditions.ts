import { tableLines } from '../lines.js';

interface Condition {
  type: string;
  status: string;
  reason?: string;
}

/** Conditions of a workload: type, status and reason; nothing without any. */
export function conditionLines(conditions: readonly Condition[] = []): string[] {
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ type, status, reason = '' }) => [`${type} `, status, reason]);
  return tableLines('Conditions:', ['Type', 'Status', 'Reason'], [['----', '------', '------'], ...rows]);
}
