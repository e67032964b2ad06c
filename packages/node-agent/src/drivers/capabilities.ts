/**
 * What a driver does on this machine beyond running programs, which every driver does. What is `true` works; what does
 * not says why, so that whoever asks for it in vain can be told.
 */
export type Capabilities = Readonly<Record<Capability, true | Missing>>;

export interface Missing {
  /** A sentence about this machine: `the agent does not run as root`. */
  reason: string;
}

export type Capability = (typeof capabilityNames)[number];

export const capabilityNames = [
  /** Images are unpacked and run; otherwise programs of the host stand for them. */
  'images',
  /** Every pod has a network of its own, and its address is nobody else's. */
  'podNetworks',
  /** The system tells programs of a pod the pod's host name. */
  'hostnames',
  /** Programs of a pod see its own name servers, and its `hostAliases`. */
  'nameResolution',
  /** Programs see the processes of their container, or of their pod, and no others. */
  'processNamespaces',
  /** Root in a pod is nobody on the host (`hostUsers: false`). */
  'userNamespaces',
  /** A volume is at its mount path, whoever opens that; otherwise only where the path is told. */
  'mounts',
  'readOnlyMounts',
  'mountPropagation',
  /** A volume in memory (`emptyDir.medium`). */
  'memoryVolumes',
  /** A volume takes no more than its `sizeLimit`. */
  'volumeLimits',
  /** A volume belongs to a group of the pod's choice (`fsGroup`). */
  'volumeOwners',
  'blockDevices',
  'readOnlyRoot',
  /** Containers run as users and groups of the pod's choice. */
  'users',
  'privileged',
  'linuxCapabilities',
  'noNewPrivileges',
  'seccomp',
  'appArmor',
  'seLinux',
  'procMounts',
  'sysctls',
  /** Processor and memory are limited, and a container that was ended for want of memory says so. */
  'limits',
  /** The program of a container has a terminal (`tty`); commands that are executed in it always can. */
  'terminals',
  /** Pods choose among several ways to run (`runtimeClassName`). */
  'runtimeClasses',
] as const;

/** Why something does not work; undefined where it does. */
export function whyNot(capabilities: Capabilities, name: Capability): string | undefined {
  const ability = capabilities[name];
  return ability === true ? undefined : ability.reason;
}
