import type { Container, Pod } from '@sampan/api';
import type { ContainerSecurity } from '../drivers/container-runtime.js';

/** What a container may do to the host: its own security context's word, else its pod's. */
export function containerSecurity({ spec }: Pod, { securityContext: own = {} }: Container): ContainerSecurity {
  const ofPod = spec.securityContext ?? {};
  const seccomp = own.seccompProfile ?? ofPod.seccompProfile;
  const appArmor = own.appArmorProfile ?? ofPod.appArmorProfile;
  const seLinux = own.seLinuxOptions ?? ofPod.seLinuxOptions;
  const { add = [], drop = [] } = own.capabilities ?? {};
  return {
    privileged: own.privileged ?? false,
    readOnlyRoot: own.readOnlyRootFilesystem ?? false,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    capabilities: { add, drop },
    ...(seccomp !== undefined && { seccomp }),
    ...(appArmor !== undefined && { appArmor }),
    ...(seLinux !== undefined && { seLinux }),
    unmaskedProc: own.procMount === 'Unmasked',
  };
}
