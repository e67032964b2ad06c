import { text } from '../pipeline/api-response.js';
import type { PathTable } from '../pipeline/paths.js';
import type { FlowControl, FlowCount } from './flow-control.js';
import type { PriorityLevel } from './priority-level.js';

/** `/debug/api_priority_and_fairness/…`: what waits where, as tables for people. */
export function flowControlPaths(flow: FlowControl): PathTable {
  const root = '/debug/api_priority_and_fairness';
  return {
    exact: {
      [`${root}/dump_priority_levels`]: () => text(200, table(levelColumns, levelRows(flow))),
      [`${root}/dump_queues`]: () => text(200, table(queueColumns, [...flow.levels()].flatMap(queueRows))),
    },
    prefixes: {},
  };
}

const levelColumns = [
  'PriorityLevelName',
  'ActiveQueues',
  'IsIdle',
  'IsQuiescing',
  'WaitingRequests',
  'ExecutingRequests',
  'DispatchedRequests',
  'RejectedRequests',
  'TimedoutRequests',
  'CancelledRequests',
];

function levelRows(flow: FlowControl): string[][] {
  const rejected = [...flow.rejected()];
  return [...flow.levels()].map((level) => {
    const { name, waiting, executing } = level;
    const active = (level.queues?.state() ?? []).filter((queue) => queue.waiting > 0).length;
    const refused = (...reasons: string[]) =>
      sum(rejected.filter(({ labels }) => labels.priority_level === name && reasons.includes(labels.reason ?? '')));
    return [
      ...[name, active, waiting + executing === 0, false, waiting, executing],
      sum([...flow.dispatched()].filter(({ labels }) => labels.priority_level === name)),
      ...[refused('queue-full', 'concurrency-limit'), refused('time-out'), refused('cancelled')],
    ].map(String);
  });
}

function sum(counts: readonly FlowCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

const queueColumns = ['PriorityLevelName', 'Index', 'PendingRequests', 'NextDispatchR'];

function queueRows({ name, queues }: PriorityLevel): string[][] {
  return (queues?.state() ?? []).map(({ waiting, given }, index) => [
    ...[name, String(index), String(waiting)],
    `${given.toFixed(8)}ss`,
  ]);
}

function table(columns: readonly string[], rows: readonly string[][]): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)) + 2);
  const padded = (row: readonly string[]) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : `${cell},`.padEnd(widths[index] ?? 0))).join('');
  return `${all.map(padded).join('\n')}\n`;
}
