import type { FlowControl, FlowCount } from './flow-control.js';
import type { PriorityLevel } from './priority-level.js';

const gauges: Readonly<Record<string, readonly [string, (level: PriorityLevel) => number]>> = {
  nominal_limit_seats: ['Seats that a level has by its shares.', ({ limits }) => limits.nominal],
  current_limit_seats: ['Seats that a level has now, with what is lent and borrowed.', ({ seats }) => seats],
  current_executing_seats: ['Seats that are taken.', ({ executing }) => executing],
  current_inqueue_requests: ['Requests that wait.', ({ waiting }) => waiting],
};

/** The metrics of priority and fairness, in Prometheus' text format, with kube-apiserver's names. */
export function formatFlowControl(flow: FlowControl | undefined): string {
  if (flow === undefined) return '';
  const levels = [...flow.levels()].filter((level) => !level.isExempt);
  const lines = [
    ...Object.entries(gauges).flatMap(([name, [help, read]]) => [
      ...head(name, 'gauge', help),
      ...levels.map((level) => line(name, { priority_level: level.name }, read(level))),
    ]),
    ...counter('dispatched_requests_total', 'Requests that were let in.', flow.dispatched()),
    ...counter('rejected_requests_total', 'Requests that were turned away.', flow.rejected()),
  ];
  return `${lines.join('\n')}\n`;
}

function counter(name: string, help: string, counts: Iterable<FlowCount>): string[] {
  return [...head(name, 'counter', help), ...[...counts].map(({ labels, count }) => line(name, labels, count))];
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP apiserver_flowcontrol_${name} ${help}`, `# TYPE apiserver_flowcontrol_${name} ${type}`];
}

/** Names of schemas and levels have nothing to be escaped. */
function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const text = Object.entries(labels).map(([label, of]) => `${label}="${of}"`);
  return `apiserver_flowcontrol_${name}{${text.join(',')}} ${value}`;
}
