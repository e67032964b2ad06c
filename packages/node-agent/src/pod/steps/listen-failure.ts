import type { Container } from '../../drivers/driver.js';
import { describeHolder } from '../../drivers/process/pod-listener.js';
import { readLogTail } from '../../logs/read-log-tail.js';
import { containerEvents } from '../container-event.js';
import type { PodContext } from '../pod-context.js';
import type { PodRuntime } from '../pod-runtime.js';

const tailBytes = 8192;

/**
 * Pods that share the host's network can want the same address and port, or a port that needs privilege. The program
 * says so in its output before it ends; an event says what to do about it.
 */
export async function tellWhyItCouldNotListen(
  runtime: PodRuntime,
  handle: Container,
  context: PodContext,
): Promise<void> {
  if (context.driver.networkIsolation) return;
  const tell = containerEvents(runtime, handle.name, context);
  const tail = await readLogTail(handle.logFile, { bytes: tailBytes, lines: 40 });
  if (/EADDRINUSE|address already in use/i.test(tail)) {
    const port = Number(/:(\d+)\)$/.exec(portIn(tail))?.[1]);
    const holder = (port > 0 ? await describeHolder(port) : undefined) ?? 'another program of this host';
    tell(
      'Warning',
      'PortConflict',
      `container ${handle.name} wants an address and port that ${holder} has${portIn(tail)}: ` +
        `let it listen on the pod's own address (${runtime.state.podIP}, in $POD_IP and $HOST) or choose another port`,
    );
  } else if (/EACCES.*(listen|bind)|(listen|bind).*(EACCES|permission denied)/i.test(tail)) {
    tell(
      'Warning',
      'PortForbidden',
      `container ${handle.name} may not listen on its port${portIn(tail)}: ports below 1024 need privilege on this host`,
    );
  }
}

function portIn(text: string): string {
  const match = /(\d+\.\d+\.\d+\.\d+|\[?::\]?|localhost|\*):(\d{1,5})/.exec(text);
  return match === null ? '' : ` (${match[0]})`;
}
