import type { HTTPGetAction, Probe } from '@sampan/api';
import { goList, hostPort } from '../values.js';

/** A probe in one line: what it does, then its times and thresholds. */
export function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0 } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s`;
  const attributes = `${times} #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  return `${actionText(probe)} ${attributes}`;
}

function actionText({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec ${goList(exec.command)}`;
  if (httpGet) return `http-get ${urlText(httpGet)}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`;
  return 'unknown';
}

/** As Go's net/url writes it: a path without its slash gets one after a host. */
function urlText({ scheme = '', host = '', port, path = '' }: HTTPGetAction): string {
  const authority = `//${hostPort(host, port)}`;
  const slash = path !== '' && !path.startsWith('/') ? '/' : '';
  const escaped = path.replace(/[^\w/$&+,:;=@.~!*'()-]/gu, (character) => encodeURIComponent(character));
  return `${scheme === '' ? '' : `${scheme.toLowerCase()}:`}${authority}${slash}${escaped}`;
}
