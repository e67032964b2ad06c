import type { Container, Pod } from '@sampan/api';
import type { ContainerUser } from '../drivers/container-runtime.js';
import type { Driver } from '../drivers/driver.js';
import { ConfigError } from '../environment/config-error.js';
import { formatPod } from './pod-containers.js';

/** What of a driver decides about users. */
interface UserRuntime {
  capabilities: Pick<Driver['capabilities'], 'users'>;
  containers: Pick<Driver['containers'], 'defaultUid'>;
}

/**
 * The user that a container runs as: its own security context's, else the pod's; undefined for the driver's default.
 * Throws a {@link ConfigError}, in the kubelet's words, where runAsNonRoot does not hold: that must not be ignored.
 */
export function containerUser(
  pod: Pod,
  container: Container,
  { capabilities, containers: { defaultUid } }: UserRuntime,
): ContainerUser | undefined {
  const ofPod = pod.spec.securityContext ?? {};
  const own = container.securityContext ?? {};
  const asked = own.runAsUser ?? ofPod.runAsUser;
  const gid = own.runAsGroup ?? ofPod.runAsGroup;
  const choosesUsers = capabilities.users === true;
  requireNonRoot(pod, container, { asked, actual: choosesUsers ? (asked ?? defaultUid) : defaultUid });
  const groups = ofPod.supplementalGroups ?? [];
  if (!choosesUsers || (asked === undefined && gid === undefined && groups.length === 0)) return undefined;
  return { uid: asked ?? defaultUid ?? 0, gid: gid ?? 0, groups: groups.map(Number) };
}

function requireNonRoot(
  pod: Pod,
  container: Container,
  { asked, actual }: { asked: number | undefined; actual: number | undefined },
): void {
  const nonRoot = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (nonRoot !== true || (asked !== 0 && actual !== 0)) return;
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`;
  throw new ConfigError(
    asked === 0
      ? `container's runAsUser breaks non-root policy ${where}`
      : `container has runAsNonRoot and image will run as root ${where}`,
  );
}
