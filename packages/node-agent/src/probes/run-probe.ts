import type { Clock, Container as ContainerSpec, Probe } from '@sampan/api';
import type { Container, Driver } from '../drivers/driver.js';
import { execProbe } from './exec-probe.js';
import { grpcProbe } from './grpc-probe.js';
import { httpGet } from './http-probe.js';
import type { ProbeResult } from './probe-result.js';
import { tcpProbe } from './tcp-probe.js';

export interface ProbeSubject {
  container: ContainerSpec;
  handle: Container;
  podIP: string;
  driver: Driver;
  clock: Clock;
}

/** Runs a probe once, whatever its kind. A probe without an action passes. */
export function runProbe(probe: Probe, subject: ProbeSubject): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds || 1) * 1000;
  const network = { podIP: subject.podIP, container: subject.container, timeoutMs };
  if (probe.exec !== undefined) return execProbe(probe.exec.command ?? [], { ...subject, timeoutMs });
  if (probe.httpGet !== undefined) return httpGet(probe.httpGet, network);
  if (probe.tcpSocket !== undefined) return tcpProbe(probe.tcpSocket, network);
  if (probe.grpc !== undefined) return grpcProbe(probe.grpc, network);
  return Promise.resolve({ ok: true, output: '' });
}
