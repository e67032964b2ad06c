import type { Clock, Container as ContainerSpec, Probe } from '@sampan/api';
import type { Container } from '../drivers/container.js';
import type { Driver } from '../drivers/driver.js';
import { execProbe } from './exec-probe.js';
import { grpcProbe } from './grpc-probe.js';
import { httpGet, httpProbeUrl } from './http-probe.js';
import { probePort } from './probe-port.js';
import type { ProbeResult } from './probe-result.js';
import { tcpProbe } from './tcp-probe.js';

export interface ProbeSubject {
  container: ContainerSpec;
  handle: Container;
  podIP: string;
  driver: Driver;
  clock: Clock;
}

/**
 * Runs a probe once, whatever its kind. A probe without an action passes. One of the pod's own address counts only when
 * a program of the pod listens there: another program of the host must not answer in its place.
 */
export async function runProbe(probe: Probe, subject: ProbeSubject): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds || 1) * 1000;
  const network = { podIP: subject.podIP, container: subject.container, timeoutMs };
  if (probe.exec !== undefined) return execProbe(probe.exec.command ?? [], { ...subject, timeoutMs });
  const stranger = await answerOfStranger(probe, subject);
  if (stranger !== undefined) return stranger;
  if (probe.httpGet !== undefined) return httpGet(probe.httpGet, network);
  if (probe.tcpSocket !== undefined) return tcpProbe(probe.tcpSocket, network);
  if (probe.grpc !== undefined) return grpcProbe(probe.grpc, network);
  return { ok: true, output: '' };
}

async function answerOfStranger(
  { httpGet: http, tcpSocket: tcp, grpc }: Probe,
  { container, handle, podIP, driver }: ProbeSubject,
): Promise<ProbeResult | undefined> {
  const named = http?.port ?? tcp?.port ?? grpc?.port;
  const port = named === undefined ? undefined : probePort(named, container);
  const host = http?.host || tcp?.host || podIP;
  if (port === undefined || host !== podIP) return undefined;
  if ((await driver.network.portHolder(handle.podUid, port)) !== 'other') return undefined;
  const refused = `dial tcp ${podIP}:${port}: connect: connection refused`;
  const output = `${refused} (another program of this host has the port, and none of this pod)`;
  return { ok: false, output: http === undefined ? output : `Get "${httpProbeUrl(http, { host, port })}": ${output}` };
}
