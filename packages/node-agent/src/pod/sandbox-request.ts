import { type Pod, Quantity } from '@sampan/api';
import type { DnsRequest, MemoryVolume, PortMapping, SandboxRequest } from '../drivers/sandbox-runtime.js';
import { allContainers } from './pod-containers.js';
import { podHostname } from './pod-hostname.js';
import { resourceLimits } from './resource-limits.js';

/** What the containers of a pod share, as its spec asks for it. */
export function sandboxRequest(pod: Pod, { nodeHostname }: { nodeHostname: string }): SandboxRequest {
  const { metadata, spec } = pod;
  const { sysctls = [] } = spec.securityContext ?? {};
  return {
    podUid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    hostname: podHostname(pod, nodeHostname),
    hostNetwork: spec.hostNetwork ?? false,
    hostProcesses: spec.hostPID ?? false,
    hostIpc: spec.hostIPC ?? false,
    sharesProcesses: spec.shareProcessNamespace ?? false,
    ownUsers: spec.hostUsers === false,
    dns: dnsRequest(pod),
    hosts: (spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => ({ ip, names: hostnames })),
    ports: allContainers(pod).flatMap(({ ports = [] }) => ports.flatMap(portMapping)),
    limits: resourceLimits(spec.resources),
    sysctls: new Map(sysctls.map(({ name, value }) => [name, value])),
    memoryVolumes: (spec.volumes ?? []).flatMap(memoryVolume),
  };
}

function dnsRequest({ spec: { dnsPolicy = 'ClusterFirst', dnsConfig = {} } }: Pod): DnsRequest {
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  return {
    policy: dnsPolicy,
    nameservers,
    searches,
    options: options.map(({ name, value }) => (value === undefined ? (name ?? '') : `${name}:${value}`)),
  };
}

type ContainerPort = NonNullable<Pod['spec']['containers'][number]['ports']>[number];

function portMapping({ hostPort, hostIP, containerPort, protocol = 'TCP' }: ContainerPort): PortMapping[] {
  return hostPort ? [{ protocol, hostPort, containerPort, ...(hostIP && { hostIp: hostIP }) }] : [];
}

function memoryVolume({ name, emptyDir }: NonNullable<Pod['spec']['volumes']>[number]): MemoryVolume[] {
  if (emptyDir?.medium !== 'Memory') return [];
  const { sizeLimit } = emptyDir;
  return [{ name, ...(sizeLimit !== undefined && { sizeBytes: Quantity.of(sizeLimit).toNumber() }) }];
}
