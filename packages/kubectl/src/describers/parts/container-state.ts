import type { ContainerState, ContainerStatus } from '@sampan/api';
import { field, indent, optionalField } from '../lines.js';
import { formatTime, titleCase } from '../values.js';

/** What a container does now, how it ended before, whether it is ready, how often it was restarted. */
export function containerStateLines({
  state = {},
  lastState = {},
  ready,
  restartCount = 0,
}: ContainerStatus): string[] {
  return [
    ...stateLines('State', state),
    ...(lastState.terminated ? stateLines('Last State', lastState) : []),
    field('Ready', titleCase(ready)),
    field('Restart Count', restartCount),
  ];
}

function stateLines(label: string, { running, waiting, terminated }: ContainerState): string[] {
  if (running) return [field(label, 'Running'), ...indent([field('Started', formatTime(running.startedAt))])];
  if (!waiting && terminated) {
    return [
      field(label, 'Terminated'),
      ...indent([
        ...optionalField('Reason', terminated.reason),
        ...optionalField('Message', terminated.message),
        field('Exit Code', terminated.exitCode),
        ...((terminated.signal ?? 0) > 0 ? [field('Signal', terminated.signal)] : []),
        field('Started', formatTime(terminated.startedAt)),
        field('Finished', formatTime(terminated.finishedAt)),
      ]),
    ];
  }
  return [field(label, 'Waiting'), ...indent(optionalField('Reason', waiting?.reason))];
}
