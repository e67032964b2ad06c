import type { Container, EphemeralContainer, Pod, PodSpec } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';

/** What is debugged, and how: a container is added to the pod itself, or a copy of it is made, or a pod on a node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

/** What a copy keeps of its original. */
export interface KeptParts {
  labels: boolean;
  annotations: boolean;
  liveness: boolean;
  readiness: boolean;
  startup: boolean;
  initContainers: boolean;
}

/** Changes a pod, of which one container is for debugging, in place. */
type Profile = (pod: Pod, target: { container: string; style: DebugStyle; kept: KeptParts }) => void;

/** What a debugging container may do, and what becomes of the pod around it, by the names of `--profile`. */
const profiles: Readonly<Record<string, Profile>> = {
  legacy(pod, { container, style }) {
    if (style === 'copy') delete pod.metadata.labels;
    if (style !== 'node') return;
    mountRoot(pod, container);
    useHostNamespaces(pod);
  },

  general(pod, { container, style, kept }) {
    if (style === 'node') {
      mountRoot(pod, container);
      useHostNamespaces(pod);
      return;
    }
    secure(pod, container, addCapabilities('SYS_PTRACE'));
    if (style === 'copy') copied(pod, kept);
  },

  baseline(pod, { container, style, kept }) {
    secure(pod, container, () => undefined);
    if (style === 'copy') copied(pod, kept);
  },

  restricted(pod, { container, style, kept }) {
    secure(pod, container, () => ({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    }));
    if (style === 'copy') copied(pod, kept);
  },

  netadmin(pod, { container, style, kept }) {
    secure(pod, container, addCapabilities('NET_ADMIN', 'NET_RAW'));
    if (style === 'node') useHostNamespaces(pod);
    if (style === 'copy') copied(pod, kept);
  },

  sysadmin(pod, { container, style, kept }) {
    secure(pod, container, (context) => ({ ...context, privileged: true }));
    if (style === 'node') {
      useHostNamespaces(pod);
      mountRoot(pod, container);
    }
    if (style === 'copy') copied(pod, kept);
  },
};

/** The profile of that name. */
export function profileOf(name: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile === undefined) throw new CommandError(`unknown profile: ${name}`);
  return profile;
}

type SecurityContext = Container['securityContext'];

/** Every container of a pod, of all kinds, as parts of it that may be changed. */
export function containersOf({ spec }: Pod): (Container | EphemeralContainer)[] {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? []), ...(spec?.ephemeralContainers ?? [])];
}

function secure(pod: Pod, name: string, change: (context: SecurityContext) => SecurityContext): void {
  const container = containersOf(pod).find((one) => one.name === name);
  if (container === undefined) return;
  const changed = change(container.securityContext);
  if (changed === undefined) delete container.securityContext;
  else container.securityContext = changed;
}

function addCapabilities(...names: string[]): (context: SecurityContext) => SecurityContext {
  return (context) => ({
    ...context,
    capabilities: { ...context?.capabilities, add: [...(context?.capabilities?.add ?? []), ...names] },
  });
}

/** A copy is its own pod: no service finds it, and nothing restarts it while it is looked at. Its processes are shared. */
function copied(pod: Pod, kept: KeptParts): void {
  if (!kept.labels) delete pod.metadata.labels;
  if (!kept.annotations) delete pod.metadata.annotations;
  const spec = pod.spec as PodSpec;
  for (const container of spec.containers) {
    if (!kept.liveness) delete container.livenessProbe;
    if (!kept.readiness) delete container.readinessProbe;
    if (!kept.startup) delete container.startupProbe;
  }
  if (!kept.initContainers) delete spec.initContainers;
  spec.shareProcessNamespace ??= true;
}

function mountRoot(pod: Pod, name: string): void {
  const spec = pod.spec as PodSpec;
  spec.volumes = [...(spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }];
  for (const container of spec.containers) {
    if (container.name !== name) continue;
    container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }];
  }
}

function useHostNamespaces(pod: Pod): void {
  Object.assign(pod.spec as PodSpec, { hostNetwork: true, hostPID: true, hostIPC: true });
}
