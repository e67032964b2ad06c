import { readLogTail } from '../../logs/read-log-tail.js';
import type { Container } from '../container.js';
import type { Notice } from '../notice.js';
import { describeHolder } from './describe-holder.js';

const tailBytes = 8192;

/**
 * Pods that share the host's network can want the same address and port, or a port that needs privilege. The program
 * says so in its output before it ends; the notice says what to do about it.
 */
export async function whyItCouldNotListen({ name, logFile }: Container, podIp: string): Promise<Notice | undefined> {
  const tail = await readLogTail(logFile, { bytes: tailBytes, lines: 40 });
  if (/EADDRINUSE|address already in use/i.test(tail)) {
    const port = Number(/:(\d+)\)$/.exec(portIn(tail))?.[1]);
    const holder = (port > 0 ? await describeHolder(port) : undefined) ?? 'another program of this host';
    const message =
      `container ${name} wants an address and port that ${holder} has${portIn(tail)}: ` +
      `let it listen on the pod's own address (${podIp}, in $POD_IP and $HOST) or choose another port`;
    return { type: 'Warning', reason: 'PortConflict', message };
  }
  if (/EACCES.*(listen|bind)|(listen|bind).*(EACCES|permission denied)/i.test(tail)) {
    const message = `container ${name} may not listen on its port${portIn(tail)}: ports below 1024 need privilege on this host`;
    return { type: 'Warning', reason: 'PortForbidden', message };
  }
  return undefined;
}

function portIn(text: string): string {
  const match = /(\d+\.\d+\.\d+\.\d+|\[?::\]?|localhost|\*):(\d{1,5})/.exec(text);
  return match === null ? '' : ` (${match[0]})`;
}
