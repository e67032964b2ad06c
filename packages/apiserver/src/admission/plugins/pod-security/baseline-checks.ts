import type { Container, PodSpec, SELinuxOptions } from '@sampan/api';
import type { PolicyCheck } from './evaluate.js';
import { containersOf, named, quoted, settersText, sortedSet, type Violation } from './wording.js';

const defaultCapabilities = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]);
const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const safeSysctls = [
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies'],
  ...['net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports'],
  ...['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl'],
  ...['net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
];

/** What the level `baseline` forbids: what is known to lead out of a Pod. */
export const baselineChecks: readonly PolicyCheck[] = [
  { id: 'appArmorProfile', since: 0, check: appArmor },
  { id: 'capabilities_baseline', since: 0, check: capabilities },
  { id: 'hostNamespaces', since: 0, check: hostNamespaces },
  { id: 'hostPathVolumes', since: 0, check: hostPaths },
  { id: 'hostPorts', since: 0, check: hostPorts },
  { id: 'hostProbesAndHostLifecycle', since: 34, check: otherHosts },
  { id: 'privileged', since: 0, check: privileged },
  { id: 'procMount', since: 0, check: procMount },
  { id: 'seLinuxOptions', since: 0, check: seLinux },
  { id: 'seccompProfile_baseline', since: 19, check: seccomp },
  { id: 'sysctls', since: 0, check: sysctls },
  { id: 'windowsHostProcess', since: 0, check: hostProcess },
];

function appArmor(spec: PodSpec): Violation | undefined {
  const typeOf = (context: PodSpec['securityContext'] | Container['securityContext']) => context?.appArmorProfile?.type;
  const isPod = typeOf(spec.securityContext) === 'Unconfined';
  const bad = containersOf(spec).filter(({ securityContext }) => typeOf(securityContext) === 'Unconfined');
  if (!isPod && bad.length === 0) return undefined;
  const detail = `${settersText(isPod, bad)} must not set AppArmor profile type to "Unconfined"`;
  return { reason: 'forbidden AppArmor profile', detail };
}

function capabilities(spec: PodSpec): Violation | undefined {
  const forbiddenOf = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((name) => !defaultCapabilities.has(name));
  const bad = containersOf(spec).filter((container) => forbiddenOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const forbidden = quoted(sortedSet(bad.flatMap(forbiddenOf)));
  const detail = `${settersText(false, bad)} must not include ${forbidden} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
}

function hostNamespaces(spec: PodSpec): Violation | undefined {
  const shared = (['hostIPC', 'hostNetwork', 'hostPID'] as const).filter((name) => spec[name] === true);
  return shared.length === 0
    ? undefined
    : { reason: 'host namespaces', detail: shared.map((n) => `${n}=true`).join(', ') };
}

function hostPaths({ volumes = [] }: PodSpec): Violation | undefined {
  const names = volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: named('volume', names) };
}

function hostPorts(spec: PodSpec): Violation | undefined {
  const portsOf = ({ ports = [] }: Container) => ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const bad = containersOf(spec).filter((container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = sortedSet(bad.flatMap(portsOf));
  const word = ports.length === 1 ? 'hostPort' : 'hostPorts';
  return { reason: 'hostPort', detail: `${usersText(bad)} ${word} ${ports.join(', ')}` };
}

function otherHosts(spec: PodSpec): Violation | undefined {
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler) =>
      [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host) => host !== undefined && host !== ''),
    ) as string[];
  const bad = containersOf(spec).filter((container) => hostsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  bad.sort((a, b) => (a.name < b.name ? -1 : 1));
  const detail = `${usersText(bad)} ${named('probe or lifecycle host', sortedSet(bad.flatMap(hostsOf)))}`;
  return { reason: 'probe or lifecycle host', detail };
}

function privileged(spec: PodSpec): Violation | undefined {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.privileged === true);
  if (bad.length === 0) return undefined;
  return { reason: 'privileged', detail: `${settersText(false, bad)} must not set securityContext.privileged=true` };
}

/** Who is root in a Pod with users of its own is nobody outside. */
function procMount(spec: PodSpec): Violation | undefined {
  if (spec.hostUsers === false) return undefined;
  const mountOf = ({ securityContext }: Container) => securityContext?.procMount ?? 'Default';
  const bad = containersOf(spec).filter((container) => mountOf(container) !== 'Default');
  if (bad.length === 0) return undefined;
  const values = quoted(sortedSet(bad.map(mountOf)));
  return {
    reason: 'procMount',
    detail: `${settersText(false, bad)} must not set securityContext.procMount to ${values}`,
  };
}

function seLinux(spec: PodSpec): Violation | undefined {
  const isBad = ({ type = '', user, role }: SELinuxOptions = {}) => !seLinuxTypes.includes(type) || !!user || !!role;
  const own = spec.securityContext?.seLinuxOptions;
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions));
  if (!isBad(own) && bad.length === 0) return undefined;
  const all = [own, ...bad.map(({ securityContext }) => securityContext?.seLinuxOptions)];
  const types = sortedSet(all.flatMap((options) => options?.type ?? [])).filter((type) => !seLinuxTypes.includes(type));
  const data = [
    ...(types.length > 0 ? [named('type', types)] : []),
    ...(all.some((options) => options?.user) ? ['user may not be set'] : []),
    ...(all.some((options) => options?.role) ? ['role may not be set'] : []),
  ];
  const setters = settersText(isBad(own), bad);
  return {
    reason: 'seLinuxOptions',
    detail: `${setters} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
  };
}

function seccomp(spec: PodSpec): Violation | undefined {
  const isBad = (context: PodSpec['securityContext'] | Container['securityContext']) =>
    context?.seccompProfile?.type === 'Unconfined';
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext));
  const isPod = isBad(spec.securityContext);
  if (!isPod && bad.length === 0) return undefined;
  const detail = `${settersText(isPod, bad)} must not set securityContext.seccompProfile.type to "Unconfined"`;
  return { reason: 'seccompProfile', detail };
}

function sysctls({ securityContext }: PodSpec): Violation | undefined {
  const names = (securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.includes(name));
  return names.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: names.join(', ') };
}

function hostProcess(spec: PodSpec): Violation | undefined {
  const isBad = (context: PodSpec['securityContext'] | Container['securityContext']) =>
    context?.windowsOptions?.hostProcess === true;
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext));
  const isPod = isBad(spec.securityContext);
  if (!isPod && bad.length === 0) return undefined;
  const detail = `${settersText(isPod, bad)} must not set securityContext.windowsOptions.hostProcess=true`;
  return { reason: 'hostProcess', detail };
}

function usersText(containers: readonly Container[]): string {
  return `${settersText(false, containers)} ${containers.length === 1 ? 'uses' : 'use'}`;
}
